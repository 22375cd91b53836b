from . import batch
from . import hub_receipt

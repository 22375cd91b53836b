from . import test_contract
from . import test_over_http
from . import test_postings

{
    'name': 'Manufacturing Hub',
    'summary': 'Postings of the manufacturing graph hub in one transaction each, with a receipt',
    'version': '1.0.0',
    'category': 'Manufacturing',
    'license': 'LGPL-3',
    'author': 'Manufacturing graph hub',
    'depends': ['mrp'],
    'data': ['security/ir.model.access.csv'],
    'installable': True,
}

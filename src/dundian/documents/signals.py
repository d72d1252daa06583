"""What this room announces."""

from django.dispatch import Signal

# sender Document; document, actor. A document was frozen: it is in force from now on.
document_issued = Signal()
# sender Document; document, actor. A document was taken out of force.
document_withdrawn = Signal()
# sender Document; document (the old one), by (the new one), actor. Another one took its place.
document_replaced = Signal()

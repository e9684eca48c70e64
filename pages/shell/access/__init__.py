"""Who uses this server: `current_person` and `current_reader`, and what is shown to whom. `members.access` says who may do what."""

from pages.shell.access.current import current_person as current_person
from pages.shell.access.current import current_reader as current_reader
from pages.shell.access.current import may_do as may_do
from pages.shell.access.gate import admit as admit
from pages.shell.access.gate import refuse_unless as refuse_unless
from pages.shell.access.gate import show_person as show_person

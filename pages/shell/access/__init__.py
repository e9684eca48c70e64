"""Who uses this server: `current_person` and `current_reader`; `members.access.may` says what that person may do."""

from pages.shell.access.current import current_person as current_person
from pages.shell.access.current import current_reader as current_reader
from pages.shell.access.current import may_do as may_do

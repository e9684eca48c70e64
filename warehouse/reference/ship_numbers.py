"""Numbers of ships that carry their own check digit."""

from __future__ import annotations


def is_imo_number(number: str) -> bool:
    """Whether seven digits are a ship number: the last digit is that of the first six weighted 7 to 2 (IMO A.1117(30))."""
    return len(number) == 7 and number.isdigit() and sum(int(number[i]) * (7 - i) for i in range(6)) % 10 == int(number[6])

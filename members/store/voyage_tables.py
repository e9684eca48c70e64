"""The tables of kept voyages: plans, ships, what was signed, and what the last assessments found.

What they say is sealed with this server's key: the database alone tells that a company keeps voyages and when they end, and neither ship
nor port nor route. All times are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from members.store.tables import Base

COMPANY, PERSON = "company", "person"
"""Whose a voyage or ship is: a company's, or of one person who belongs to none."""
_OWNERS: Final = f"owner_kind IN ('{COMPANY}', '{PERSON}')"


class KeptVoyage(Base):
    """A planned voyage. `ends_on` is the day of arrival, after which retention counts; `kept_by` is empty once that account is deleted."""

    __tablename__ = "kept_voyages"
    __table_args__ = (CheckConstraint(_OWNERS, name="owner_kind"), Index("ix_kept_voyages_owner_id", "owner_id", "owner_kind"))

    voyage_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(8))
    owner_id: Mapped[str] = mapped_column(String(32))
    kept_by: Mapped[str | None] = mapped_column(String(32), index=True)
    kept_at: Mapped[datetime]
    ends_on: Mapped[date] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class KeptShip(Base):
    """A ship's profile, to be chosen for voyages."""

    __tablename__ = "kept_ships"
    __table_args__ = (CheckConstraint(_OWNERS, name="owner_kind"), Index("ix_kept_ships_owner_id", "owner_id", "owner_kind"))

    ship_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(8))
    owner_id: Mapped[str] = mapped_column(String(32))
    kept_by: Mapped[str | None] = mapped_column(String(32), index=True)
    kept_at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SignedAssessment(Base):
    """That somebody signed the assessment of a voyage: who, as what, and the figures, sealed; by which snapshot and clearance."""

    __tablename__ = "signed_assessments"

    signature_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    voyage_id: Mapped[str] = mapped_column(ForeignKey("kept_voyages.voyage_id", ondelete="CASCADE"), index=True)
    signed_by: Mapped[str | None] = mapped_column(String(32), index=True)
    signed_at: Mapped[datetime]
    clearance: Mapped[str] = mapped_column(String(12))
    snapshot_id: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class VoyageFigures(Base):
    """What the last assessment of a voyage on one day found, as one clearance sees it: what later ones are compared with.

    `day` is that of the snapshot's publishing (UTC).
    """

    __tablename__ = "voyage_figures"

    voyage_id: Mapped[str] = mapped_column(ForeignKey("kept_voyages.voyage_id", ondelete="CASCADE"), primary_key=True)
    clearance: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    snapshot_id: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

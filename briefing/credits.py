"""Sources credited with their licences in short, as every chart names them; the full attributions have a page of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def credited_titles(titles: Iterable[str], licences: Mapping[str, str]) -> tuple[str, ...]:
    """Each title with its licence in short, `IMB Crime at Sea (CC BY 4.0)`; `licences` by title, as sources state them."""
    short = {title: short_licence(licence) for title, licence in licences.items()}
    return tuple(f"{title} ({short[title]})" if short.get(title) else title for title in titles)


def sources_note(titles: tuple[str, ...]) -> tuple[str, ...]:
    """`Sources: ASAM, UKMTO.`; nothing where there is none."""
    return (f"Source{'' if len(titles) == 1 else 's'}: {', '.join(titles)}.",) if titles else ()


def short_licence(licence: str) -> str:
    """`public domain`, `CC BY 4.0`, `OGL v3.0`; empty for terms that have no short name."""
    if "public domain" in licence.lower():
        return "public domain"
    if licence.startswith("Open Government Licence"):
        return licence.replace("Open Government Licence", "OGL")
    return licence if licence.startswith("CC ") else ""

"""Licences, bill of materials and known vulnerabilities of the packages that Anchorwatch installs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from supply_chain.packages import ROOT, pinned_packages

app = typer.Typer(help=__doc__, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def licences() -> None:
    """Write the list of licences to docs/licences.md; exit status 1 when one is unknown or not allowed."""
    from supply_chain.licences import licences_document, refused_licences

    packages = pinned_packages()
    (ROOT / "docs" / "licences.md").write_text(licences_document(packages), encoding="utf-8", newline="\n")
    if refused := refused_licences(packages):
        typer.echo("\n".join(["Not allowed by supply_chain/licences.toml:", *refused]), err=True)
        raise typer.Exit(1)
    typer.echo(f"docs/licences.md: {len(packages)} packages")


@app.command()
def sbom(out: Annotated[Path, typer.Option(help="File to write.")] = Path("anchorwatch.cdx.json")) -> None:
    """Write the software bill of materials (CycloneDX 1.6, JSON)."""
    from supply_chain.bill_of_materials import bill_of_materials

    packages = pinned_packages()
    out.write_text(bill_of_materials(packages), encoding="utf-8", newline="\n")
    typer.echo(f"{out}: {len(packages)} packages")


@app.command()
def audit() -> None:
    """Ask a database for known vulnerabilities. Exit status: 0 none; 1 some; 2 some or all packages could not be checked."""
    from supply_chain import audit as auditing

    status, lines = auditing.audit()
    typer.echo("\n".join(lines), err=status != auditing.CLEAN)
    raise typer.Exit(status)


if __name__ == "__main__":
    sys.exit(app(prog_name="python -m supply_chain"))

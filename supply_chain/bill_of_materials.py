"""The software bill of materials in CycloneDX 1.6 (JSON): every package with version, licence, hashes of its files, and what needs it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from supply_chain.packages import ROOT, UNKNOWN, Package, wanted_requirements

VERSION = SchemaVersion.V1_6


def bill_of_materials(packages: Sequence[Package]) -> str:
    """The bill as JSON. Packages for checks and tests have the scope `excluded`. Raises ValueError where it breaks the schema."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program = Component(
        name=project["name"], version=project["version"], description=project["description"], type=ComponentType.APPLICATION,
        licenses=[LicenseExpression("MIT")], bom_ref=project["name"],
    )  # fmt: skip
    components = {(package.name, package.version): _component(package) for package in packages}
    bill = Bom(components=components.values())
    bill.metadata.component = program
    by_name = {package.name: components[package.name, package.version] for package in packages if package.applies_here}
    bill.register_dependency(program, [by_name[name] for name in sorted(_wanted_packages() & by_name.keys())])
    for package in packages:
        needed = [by_name[name] for name in package.needs if name in by_name] if package.applies_here else []
        bill.register_dependency(components[package.name, package.version], needed)
    text = make_outputter(bill, OutputFormat.JSON, VERSION).output_as_string(indent=2)
    if fault := JsonStrictValidator(VERSION).validate_str(text):
        raise ValueError(f"the bill of materials breaks the CycloneDX schema: {fault}")
    return f"{text}\n"


def _component(package: Package) -> Component:
    url = PackageURL("pypi", name=package.name, version=package.version)
    # One hash for each file of the release: the hashes of a component itself would claim to be those of a single file.
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.hashes]
    files = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(url)), hashes=hashes)
    return Component(
        name=package.name, version=package.version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url), external_references=[files],
        scope=ComponentScope.REQUIRED if package.at_run_time else ComponentScope.EXCLUDED,
        licenses=[LicenseExpression(package.licence)] if package.licence != UNKNOWN else [],
    )  # fmt: skip


def _wanted_packages() -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in wanted_requirements()}

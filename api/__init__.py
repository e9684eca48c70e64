"""HTTP routes for machines, over the same queries, figures and readers as the pages.

server/        what all routes share: operations and their parameters, who asks, errors, formats, limits
features/      incidents, reports, advisories, sea regions and ports as OGC API - Features
figures/       trends, regional risk, reporting gap, coverage and voyages as JSON
changes/       what changed since a moment, as JSON and Atom
whole/         all incidents or reports in one file: Parquet, CSV, Arrow
description/   the OpenAPI description and the documentation page, both made from the operations' own tables
operations     every operation in one list
mounted        the application that app.py joins to the server

docs/api.md is for whoever uses it. Within v1, fields and parameters are added, never renamed or taken away.

Own routes rather than pygeoapi: that would bring a second web framework (Flask and Jinja), rasterio and tinydb, providers that read
databases in ways of their own, and no notion of a reader who may see some rows and not others. What it would save is the few hundred
lines of `features`.
"""

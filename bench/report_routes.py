"""The routes of /report without the pages: what is killed again and again in the measurement starts in a second."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette

from pages.report.routes import ROUTES

if __name__ == "__main__":
    uvicorn.run(Starlette(routes=list(ROUTES)), host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)

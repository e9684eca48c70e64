"""The examples for proxies: they log nothing of reports, pass on nothing of who sends them, and the programs take them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from members.reports.pictures import MOST_BYTES
from warehouse.contract.settings import ROOT

PROXIES = ROOT / "docs" / "proxy"
TELLING = ("X-Forwarded-For", "X-Real-IP", "User-Agent", "Cookie", "Referer", "Accept-Language")


def test_nginx_logs_nothing_and_passes_on_nothing_of_who_it_is(tmp_path: Path) -> None:
    text = (PROXIES / "nginx.conf").read_text()
    reports = text[text.index("location /report") : text.index("location / {")]
    for header in TELLING:
        assert re.search(rf'proxy_set_header {header} +"";', reports), header
    assert "access_log off;" in text and "error_log /dev/null" in text
    sizes = {int(size) * 1024 * 1024 for size in re.findall(r"client_(?:max_body|body_buffer)_size (\d+)m;", reports)}
    assert len(sizes) == 1 and min(sizes) > MOST_BYTES
    if nginx := shutil.which("nginx"):
        example = tmp_path / "nginx.conf"
        example.write_text(re.sub(r"\n *(?:listen 443 ssl|ssl_\w+ .*);", "", text))
        told = subprocess.run([nginx, "-t", "-c", str(example), "-g", f"pid {tmp_path}/pid;"], capture_output=True, text=True, check=False)
        assert "syntax is ok" in told.stderr, told.stderr


def test_caddy_logs_nothing_and_passes_on_nothing_of_who_it_is() -> None:
    text = (PROXIES / "Caddyfile").read_text()
    reports = text[text.index("handle @reports") :]
    for header in TELLING:
        assert f"header_up -{header}\n" in reports
    # `log` within a site would switch its access log on.
    assert not re.search(r"^\s*log\b", text[text.index("anchorwatch.example.com") :], re.MULTILINE)
    if caddy := shutil.which("caddy"):
        told = subprocess.run(
            [caddy, "validate", "--adapter", "caddyfile", "--config", str(PROXIES / "Caddyfile")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr

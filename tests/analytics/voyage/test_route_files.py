"""Routes from files: every format, far too many points, none, and content made to harm."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from analytics.voyage.errors import RouteFileError
from analytics.voyage.route.route_files import LARGEST_BYTES, MOST_KEPT, MOST_POINTS, read_route
from analytics.voyage.route.routes import Waypoint, follow

PAIR = ((1.25, 103.8), (5.5, -179.9))
RTZ = b"""<?xml version="1.0"?><route xmlns="http://www.cirm.org/RTZ/1/1" version="1.1"><routeInfo routeName="&lt;b&gt;"/><waypoints>
<waypoint id="1"><position lat="1.25" lon="103.8"/></waypoint><waypoint id="2"><position lat="5.5" lon="-179.9"/></waypoint>
</waypoints></route>"""
GPX = b"""<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="0" lon="0"/><rte><rtept lat="1.25" lon="103.8"><name>x</name></rtept>
<rtept lat="5.5" lon="-179.9"/></rte></gpx>"""


def geojson(kind: str, coordinates: object) -> bytes:
    return orjson.dumps({"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}})


@pytest.mark.parametrize(
    "content",
    [
        b"lat,lon\n1.25,103.8\n5.5,-179.9\n",
        b"1.25;103.8\n5.5;-179.9",
        b"\xef\xbb\xbfName\tLongitude (deg)\tLatitude (deg)\nA\t103.8\t1.25\nB\t-179.9\t5.5\n",
        "name,latitude,longitude\n\u00e9,01-15N,103-48E\nb,05-30N,179-54W\n".encode("latin-1"),
        RTZ,
        GPX,
        geojson("LineString", [[103.8, 1.25], [180.1, 5.5]]),
        geojson("MultiLineString", [[[103.8, 1.25]], [[-179.9, 5.5]]]),
        orjson.dumps({"type": "FeatureCollection", "features": [orjson.loads(geojson("Point", [lon, lat])) for lat, lon in PAIR]}),
    ],
)
def test_every_format_gives_the_same_route(content: bytes) -> None:
    filed = read_route(content)
    assert np.allclose(filed.waypoints, PAIR, atol=1e-4)
    assert (filed.points, filed.off_nm) == (2, 0.0)


def test_ten_thousand_points_become_few_that_lie_on_the_way() -> None:
    turn = np.linspace(0, 2, 10_000)
    latitudes, longitudes = 15 * np.sin(3 * turn), (170 + 20 * turn + 180) % 360 - 180
    rows = "\n".join(f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in zip(latitudes, longitudes, strict=True))
    filed = read_route(f"lat,lon\n{rows}\n".encode())
    assert filed.points == 10_000
    assert len(filed.waypoints) <= MOST_KEPT
    assert filed.off_nm < 3
    kept = follow([Waypoint(str(number), *corner) for number, corner in enumerate(filed.waypoints)])
    whole = follow([Waypoint("", float(a), float(b)) for a, b in zip(latitudes, longitudes, strict=True)])
    assert kept.length_nm == pytest.approx(whole.length_nm, rel=0.01)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"{}", b"[]", b"<gpx/>", b"lat,lon\n", b"lat,lon\n1,2\n", b"hello", b"\0\0\0", b"[1,2]"])
def test_a_file_without_two_positions_is_no_route(content: bytes) -> None:
    with pytest.raises(RouteFileError, match=r"There is (no|only one) position"):
        read_route(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><gpx>&a;</gpx>', "entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><gpx/>', "entities"),
        (b"<gpx><rtept", "well-formed XML"),
        (b'{"type":', "well-formed JSON"),
        (b"lat,lon\n95,10\n3,4", "latitude comes first"),
        (b"lat,lon\nnan,1\n2,3", "finite"),
        (b"lat,lon\n1e400,1\n2,3", "finite"),
        (b'lat,lon\n"=HYPERLINK(""x"")",1\n2,3', "no position"),
        (geojson("LineString", [[1], [2]]), "fewer than two"),
        (geojson("LineString", [[None, 1], [2, 3]]), "no position"),
        (b"<gpx><rtept/><rtept/></gpx>", "no position"),
        (b"lat,lon\n" + b"1,2\n3,4\n" * MOST_POINTS, "more than 20,000 points"),
        (b" " * (LARGEST_BYTES + 1), "5 MB"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, why: str) -> None:
    with pytest.raises(RouteFileError, match=why):
        read_route(content)


@pytest.mark.parametrize("value", [geojson("LineString", "abc"), geojson("LineString", {"a": 1}), b'{"type":"Feature","geometry":7}'])
def test_coordinates_of_another_kind_are_no_positions(value: bytes) -> None:
    with pytest.raises(RouteFileError):
        read_route(value)


def test_deep_nesting_is_left_out() -> None:
    deep = b'{"type":"GeometryCollection","geometries":[' * 900 + b"]}" * 900
    with pytest.raises(RouteFileError):
        read_route(deep)

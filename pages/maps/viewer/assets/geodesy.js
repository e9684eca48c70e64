// Distances, positions as on a chart, and the outlines of shapes. Positions are [longitude, latitude] in degrees.

const EARTH_KM = 6371.0088;
const EQUATOR_METRES = 40075016.686;
export const KM_PER_NM = 1.852;
const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

export const wrapped = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;

// On the screen, at this latitude of a Web Mercator map whose world is 512 pixels wide at zoom 0.
export const metresPerPixel = (latitude, zoom) => (EQUATOR_METRES * Math.cos(radians(latitude))) / (512 * 2 ** zoom);

export function distanceNm([fromLongitude, fromLatitude], [toLongitude, toLatitude]) {
  const half =
    Math.sin(radians(toLatitude - fromLatitude) / 2) ** 2 +
    Math.cos(radians(fromLatitude)) * Math.cos(radians(toLatitude)) * Math.sin(radians(toLongitude - fromLongitude) / 2) ** 2;
  return (2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)))) / KM_PER_NM;
}

// `12°34.5'N 045°06.7'E`
export function chartPosition([longitude, latitude]) {
  return `${angle(latitude, 2, "N", "S")} ${angle(wrapped(longitude), 3, "E", "W")}`;
}

function angle(value, digits, positive, negative) {
  // Rounded before it is split, so that no minute reads 60.0.
  const tenths = Math.round(Math.abs(value) * 600);
  const minutes = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
  return `${String(Math.floor(tenths / 600)).padStart(digits, "0")}°${minutes}'${value < 0 ? negative : positive}`;
}

// Height on a Web Mercator map as a share of the world, from the south upward, and back.
const heightOf = (latitude) => 0.5 + Math.log(Math.tan(Math.PI / 4 + radians(latitude) / 2)) / (2 * Math.PI);
const latitudeAt = (height) => degrees(2 * Math.atan(Math.exp((height - 0.5) * 2 * Math.PI)) - Math.PI / 2);

// The view with no place outside the bounds [[west, south], [east, north]] in it: closer where the window is too large for them.
export function keptWithin([[west, south], [east, north]], {longitude, latitude, zoom}, width, height) {
  const [low, high] = [heightOf(south), heightOf(north)];
  const closest = Math.max(zoom, Math.log2((width * 360) / (512 * (east - west))), Math.log2(height / (512 * (high - low))));
  const world = 512 * 2 ** closest;
  // Bounds run on beyond 180 where they begin in the west.
  const eastward = west + ((((longitude - west) % 360) + 360) % 360);
  const between = (least, most, value) => Math.max(least, Math.min(most, value));
  return {
    longitude: between(west + (width * 180) / world, east - (width * 180) / world, eastward),
    latitude: latitudeAt(between(low + height / 2 / world, high - height / 2 / world, heightOf(latitude))),
    zoom: closest,
  };
}

// Longitudes without jumps: every leg goes the short way round.
export function unwrapped(points) {
  const turned = [];
  for (const [longitude, latitude] of points) {
    const before = turned.length ? turned.at(-1)[0] : longitude;
    turned.push([before + wrapped(longitude - before), latitude]);
  }
  return turned;
}

export function circleOutline([longitude, latitude], radiusNm, corners = 96) {
  const arc = (radiusNm * KM_PER_NM) / EARTH_KM;
  const start = radians(latitude);
  return Array.from({length: corners}, (_, step) => {
    const bearing = (2 * Math.PI * step) / corners;
    const end = Math.asin(Math.sin(start) * Math.cos(arc) + Math.cos(start) * Math.sin(arc) * Math.cos(bearing));
    const east = Math.atan2(Math.sin(bearing) * Math.sin(arc) * Math.cos(start), Math.cos(arc) - Math.sin(start) * Math.sin(end));
    return [longitude + degrees(east), degrees(end)];
  });
}

// The longest round length (1, 2 or 5 times a power of ten) that a bar of this many pixels has room for.
export function roundLength(longest) {
  const power = 10 ** Math.floor(Math.log10(longest));
  return [5, 2, 1].find((step) => step * power <= longest) * power;
}

// Drawing a radius, an area or a route by pointer or keys. The map is still moved by wheel, drag and arrows meanwhile.

import {distanceNm, wrapped} from "./geodesy.js";

export const STILL_PIXELS = 6;
const LEAST_POINTS = {circle: 2, polygon: 3, route: 2};
export const HINTS = {
  circle: "Press on the centre, drag to the edge and let go.",
  polygon: "Click the corners. Double-click or press Enter to end, Escape to cancel.",
  route: "Click the waypoints. Double-click or press Enter to end, Escape to cancel.",
};

export class Drawing {
  // `toPosition` turns an event into [longitude, latitude]; `onChange` redraws, `onEnd` receives the finished shape or null.
  constructor(kind, {toPosition, onChange, onEnd}) {
    Object.assign(this, {kind, toPosition, onChange, onEnd, points: [], pixels: [], pointer: null, pressed: null});
  }

  press(event) {
    if (!event.isPrimary || event.button !== 0) return;
    this.pressed = [event.clientX, event.clientY];
    if (this.kind === "circle" && !this.points.length) this.add(this.toPosition(event), this.pressed);
  }

  move(event) {
    this.pointer = this.toPosition(event);
    this.onChange();
  }

  release(event) {
    if (!this.pressed) return;
    const place = [event.clientX, event.clientY];
    const dragged = pixelsApart(this.pressed, place) > STILL_PIXELS;
    this.pressed = null;
    // A drag moves the map, but for a radius, which is dragged or set by a second click.
    if (this.kind === "circle" ? pixelsApart(this.pixels[0], place) > STILL_PIXELS : !dragged) this.add(this.toPosition(event), place);
  }

  add(position, pixels = null) {
    // The second click of a double click is no corner of its own.
    const last = this.pixels.at(-1);
    if (last && pixels && pixelsApart(last, pixels) <= STILL_PIXELS && this.kind !== "circle") return;
    this.points.push(position);
    this.pixels.push(pixels);
    if (this.kind === "circle" && this.points.length === 2) this.end();
    else this.onChange();
  }

  get isComplete() {
    return this.points.length >= LEAST_POINTS[this.kind];
  }

  end() {
    if (this.isComplete) this.onEnd(plainShape(shapeOf(this.kind, this.points)));
  }

  cancel() {
    this.onEnd(null);
  }

  // What is drawn meanwhile: the points so far and the pointer.
  get preview() {
    const points = this.pointer ? [...this.points, this.pointer] : this.points;
    return this.points.length ? shapeOf(this.kind, points) : null;
  }
}

function shapeOf(kind, points) {
  if (kind === "circle") return {kind, centre: points[0], radius_nm: points[1] ? distanceNm(points[0], points[1]) : 0};
  return kind === "polygon" ? {kind, corners: points} : {kind, waypoints: points};
}

// Positions as sent to the server: longitudes from -180 to 180, four decimals (11 m).
function plainShape(shape) {
  const plain = ([longitude, latitude]) => [rounded(wrapped(longitude)), rounded(latitude)];
  if (shape.kind === "circle") return {...shape, centre: plain(shape.centre), radius_nm: rounded(shape.radius_nm)};
  const list = shape.kind === "polygon" ? "corners" : "waypoints";
  return {...shape, [list]: shape[list].map(plain)};
}

const rounded = (number) => Math.round(number * 1e4) / 1e4;
export const pixelsApart = (a, b) => (a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : Infinity);

// One map: its view, what is drawn, and what the reader does with it.

import {Drawing, HINTS, STILL_PIXELS, pixelsApart} from "./drawing.js";
import {keptWithin, wrapped} from "./geodesy.js";
import {Layers, tooltipHtml} from "./layers.js";
import {showPosition, showScale, showTooltip} from "./readings.js";
import {shapeLayers} from "./shapes.js";

const REPORT_AFTER = 300;
const MOVE_TIME = 250;
const DOUBLE_CLICK_TIME = 800;
const PAN_PIXELS = 80;
const PICKING_RADIUS = 5;
const ZOOM = {least: 0, most: 16};
const MERCATOR_LIMIT = 84;
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const motion = matchMedia("(prefers-reduced-motion: reduce)");

export class MapView {
  constructor(root) {
    this.root = root;
    this.part = (selector) => root.querySelector(selector);
    this.map = this.part(".map");
    this.steps = 0;
    this.isTravelling = false;
    this.listen();
  }

  update(text, send) {
    this.send = send;
    if (text === this.text) return;
    this.text = text;
    this.props = JSON.parse(text);
    this.root.classList.toggle("stretched", this.props.height === "stretch");
    this.root.style.height = this.props.height === "stretch" ? "" : `${this.props.height}px`;
    this.map.setAttribute("aria-label", this.props.alt);
    for (const button of this.root.querySelectorAll(".tools button")) button.hidden = !this.props.tools.includes(button.name);
    this.part(".tools").hidden = !this.props.tools.length;
    // The same file for every map of the document; a later update waits for it too, and then draws the latest properties.
    import(new URL(`../../../${this.props.engine}`, import.meta.url)).then(
      ({deck}) => this.draw(deck),
      () => this.fail("The map could not be loaded. Reload the page."),
    );
  }

  remove() {
    clearTimeout(this.report);
    this.removed = true;
    this.engine?.finalize();
  }

  draw(deck) {
    if (this.removed) return;
    const {layers, initialViewState} = this.props.deck;
    if (!this.engine) this.start(deck, initialViewState);
    try {
      const changed = this.layers.update(layers);
      if (changed.has(this.picked?.layer) || !this.layers.made.has(this.picked?.layer)) this.picked = null;
    } catch (error) {
      this.fail(error.message);
    }
    this.drawn = null;
    this.redraw();
    if (this.recentre !== this.props.recentre) {
      const isFirst = this.recentre === undefined;
      this.recentre = this.props.recentre;
      this.home = initialViewState;
      if (!isFirst) this.move(this.home);
      // What the server asked for is not reported back to it.
      this.reported = reportOf(this.limited(this.home));
    }
  }

  start(deck, {longitude, latitude, zoom}) {
    this.deck = deck;
    this.view = this.limited({longitude, latitude, zoom});
    this.layers = new Layers(deck);
    this.engine = new deck.Deck({
      parent: this.map,
      width: "100%",
      height: "100%",
      views: this.views(),
      initialViewState: this.view,
      pickingRadius: PICKING_RADIUS,
      getCursor: ({isDragging, isHovering}) => (this.drawing ? "crosshair" : isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
      onViewStateChange: ({viewState}) => this.moved(viewState),
      onInteractionStateChange: ({isDragging}) => this.drag(isDragging),
      onHover: (info) => this.hover(info),
      // A sign in the page itself, for those who wait for the picture.
      onLoad: () => this.root.getRootNode().host.classList.add("map-drawn"),
      onError: (error) => this.fail(`The map cannot be drawn here: ${error.message}`),
    });
    this.show();
  }

  fail(words) {
    console.error(words);
    this.part(".failure").textContent = words;
    this.part(".failure").hidden = false;
  }

  // What the deck says of its controller, such as its bounds; all else is the same for every map.
  get bounds() {
    const {controller} = this.props.deck.views?.[0] ?? {};
    return typeof controller === "object" ? controller : {};
  }

  views() {
    const controller = {
      ...this.bounds, dragRotate: false, touchRotate: false, keyboard: false, inertia: motion.matches ? 0 : 300, doubleClickZoom: !this.drawing && !this.hasJustDrawn,
      dragPan: this.drawing?.kind !== "circle",
    };
    // `repeat` shows the world again on both sides, so that the Pacific is not cut at the antimeridian.
    return new this.deck.MapView({id: "map", repeat: true, controller});
  }

  redraw() {
    const shape = shapeLayers(this.deck, this.drawing?.preview ?? this.drawn);
    this.engine.setProps({layers: [...this.layers.drawn(this.picked), ...shape]});
  }

  // The view

  limited({longitude, latitude, zoom}) {
    const view = {
      longitude,
      latitude: Math.max(-MERCATOR_LIMIT, Math.min(MERCATOR_LIMIT, latitude)),
      zoom: Math.max(ZOOM.least, Math.min(ZOOM.most, zoom)),
    };
    const {maxBounds} = this.bounds;
    // deck.gl itself keeps only what the reader's hand does within bounds.
    const kept = maxBounds ? keptWithin(maxBounds, view, this.map.clientWidth, this.map.clientHeight) : view;
    return {...kept, minZoom: ZOOM.least, maxZoom: ZOOM.most, maxPitch: 0};
  }

  move(change) {
    // Keys pressed while the map still moves add up.
    this.target = this.limited({...this.heading, ...change});
    const step = ++this.steps;
    const arrive = () => {
      if (step !== this.steps) return;
      this.isTravelling = false;
      this.reportSoon();
    };
    const transition = {
      transitionDuration: MOVE_TIME, transitionInterpolator: new this.deck.LinearInterpolator(["longitude", "latitude", "zoom"]),
      onTransitionEnd: arrive, onTransitionInterrupt: arrive,
    };
    this.isTravelling = !motion.matches;
    // deck.gl takes no notice of a view that it was sent before.
    this.engine.setProps({initialViewState: {...this.target, ...(this.isTravelling ? transition : {}), step}});
    if (!this.isTravelling) this.moved(this.target);
  }

  // Where the map is, or is on its way to.
  get heading() {
    return this.isTravelling ? this.target : this.view;
  }

  pan([right, down]) {
    const viewport = this.viewport(this.heading);
    const [longitude, latitude] = viewport.unproject([viewport.width / 2 + right * PAN_PIXELS, viewport.height / 2 + down * PAN_PIXELS]);
    this.move({longitude, latitude});
  }

  zoom(levels) {
    this.move({zoom: this.heading.zoom + levels});
  }

  moved({longitude, latitude, zoom}) {
    this.view = {longitude, latitude, zoom};
    this.show();
    this.reportSoon();
  }

  reportSoon() {
    clearTimeout(this.report);
    this.report = setTimeout(() => {
      if (this.isDragging || this.isTravelling) return;
      const report = reportOf(this.view);
      if (this.props.reports_view && JSON.stringify(report) !== JSON.stringify(this.reported)) this.send.state("view", report);
      this.reported = report;
    }, REPORT_AFTER);
  }

  drag(isDragging) {
    this.isDragging = isDragging;
    if (!isDragging) this.reportSoon();
  }

  viewport(view = this.view) {
    return new this.deck.WebMercatorViewport({...view, width: this.map.clientWidth, height: this.map.clientHeight});
  }

  toPosition(event) {
    const frame = this.map.getBoundingClientRect();
    return this.viewport().unproject([event.clientX - frame.left, event.clientY - frame.top]);
  }

  show() {
    showScale(this.part(".scale"), this.view);
    showPosition(this.part(".position"), this.pointer, this.view);
  }

  // What the reader does

  listen() {
    const acts = {
      closer: () => this.zoom(1), farther: () => this.zoom(-1), home: () => this.move(this.home),
      done: () => this.drawing?.end(), cancel: () => this.drawing?.cancel(),
    };
    for (const button of this.root.querySelectorAll("button")) {
      button.onclick = () => this.engine && (acts[button.name] ?? (() => this.toggleDrawing(button.name)))();
    }
    this.map.onkeydown = (event) => this.engine && this.key(event);
    this.map.onpointerleave = () => { this.pointer = null; this.engine && this.show(); showTooltip(this.part(".tooltip")); };
    this.map.ondblclick = () => this.drawing?.kind !== "circle" && this.drawing?.end();
    // In the capturing phase, because deck.gl stops some of them.
    this.map.addEventListener("pointerdown", (event) => this.press(event), true);
    this.map.addEventListener("pointerup", (event) => this.release(event), true);
    this.map.addEventListener("pointermove", (event) => this.point(event), true);
  }

  point(event) {
    if (!this.engine) return;
    this.pointer = event.pointerType === "touch" ? null : this.toPosition(event);
    showPosition(this.part(".position"), this.pointer, this.view);
    this.drawing?.move(event);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      "+": () => this.zoom(1), "=": () => this.zoom(1), "-": () => this.zoom(-1), "_": () => this.zoom(-1),
      Home: () => this.move(this.home),
      Escape: this.drawing && (() => this.drawing.cancel()), Enter: this.drawing && (() => this.drawing.end()),
      " ": this.drawing && (() => this.drawing.add([this.heading.longitude, this.heading.latitude])),
    }[event.key] ?? (ARROWS[event.key] && (() => this.pan(ARROWS[event.key])));
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  toggleDrawing(kind) {
    const isSame = this.drawing?.kind === kind;
    this.setDrawing(isSame ? null : new Drawing(kind, {
      toPosition: (event) => this.toPosition(event), onChange: () => this.redraw(), onEnd: (shape) => this.endDrawing(shape),
    }));
    if (!isSame) this.map.focus({preventScroll: true});
  }

  setDrawing(drawing) {
    this.drawing = drawing;
    for (const button of this.root.querySelectorAll(".tools button")) button.ariaPressed = String(button.name === drawing?.kind);
    this.part(".hint").hidden = !drawing;
    this.part(".hint span").textContent = drawing ? HINTS[drawing.kind] : "";
    this.part("[name=done]").hidden = drawing?.kind === "circle";
    showTooltip(this.part(".tooltip"));
    this.engine.setProps({views: this.views()});
    this.redraw();
  }

  endDrawing(shape) {
    // deck.gl may notice the double click that ends a drawing only after it has ended.
    this.hasJustDrawn = true;
    setTimeout(() => this.rest(), DOUBLE_CLICK_TIME);
    // Shown until the server has answered, whose layers then show the area that it made of it, if any.
    if (shape) this.drawn = shape;
    this.setDrawing(null);
    if (shape) this.send.event("shape", shape);
  }

  rest() {
    this.hasJustDrawn = false;
    if (!this.removed) this.engine.setProps({views: this.views()});
  }

  hover({picked, object, x, y}) {
    const html = picked && this.props.tooltip && !this.drawing ? tooltipHtml(this.props.tooltip, object) : "";
    showTooltip(this.part(".tooltip"), html, x, y);
  }

  press(event) {
    // A second finger makes it a pinch.
    this.pressed = event.isPrimary && event.button === 0 ? [event.clientX, event.clientY] : null;
    this.drawing?.press(event);
  }

  // deck.gl's own clicks fail where the machine is slow: they are measured by when it comes to look at them.
  release(event) {
    const wasStill = pixelsApart(this.pressed, [event.clientX, event.clientY]) <= STILL_PIXELS;
    this.pressed = null;
    if (this.drawing) this.drawing.release(event);
    else if (this.engine && wasStill) this.click(event);
  }

  click(event) {
    const frame = this.map.getBoundingClientRect();
    const hit = this.engine.pickObject({x: event.clientX - frame.left, y: event.clientY - frame.top, radius: PICKING_RADIUS});
    this.picked = hit?.picked ? {layer: hit.layer.id, index: hit.index} : null;
    this.redraw();
    if (!this.props.reports_clicks) return;
    const [longitude, latitude] = this.toPosition(event);
    this.send.event("click", {...this.picked, ...(this.picked ? {row: hit.object} : {}), longitude: wrapped(longitude), latitude});
  }
}

function reportOf({longitude, latitude, zoom}) {
  const rounded = (number, digits) => Number(number.toFixed(digits));
  return {longitude: rounded(wrapped(longitude), 4), latitude: rounded(latitude, 4), zoom: rounded(zoom, 2)};
}

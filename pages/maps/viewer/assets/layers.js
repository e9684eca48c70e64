// From pydeck's JSON to layers of deck.gl. Rows stay out of the conversion: a text in them is never read as an expression.

const HIGHLIGHT = [255, 196, 61, 120];

export class Layers {
  constructor(deck) {
    this.deck = deck;
    this.converter = new deck.JSONConverter({configuration: new deck.JSONConfiguration({classes: layerClasses(deck)})});
    this.made = new Map();
  }

  // Layers whose JSON is as before are the same objects as before, which deck.gl leaves alone. Raises what a faulty layer raises.
  update(descriptions) {
    const made = new Map();
    for (const description of descriptions) {
      const text = JSON.stringify(description);
      const before = this.made.get(description.id);
      made.set(description.id, before?.text === text ? before : {text, layer: this.convert(description)});
    }
    const changed = [...made].filter(([id, {text}]) => this.made.get(id)?.text !== text).map(([id]) => id);
    this.made = made;
    return new Set(changed);
  }

  convert({data, ...description}) {
    const [layer] = this.converter.convert({layers: [description]}).layers;
    if (!layer) throw new Error(`The map has no layer of the kind ${description["@@type"]}.`);
    const pickable = Boolean(layer.props.pickable);
    // loaders.gl would look for what reads a file in a global variable, which is not ours.
    return layer.clone({...(data === undefined ? {} : {data}), fetch: load, autoHighlight: pickable, highlightColor: HIGHLIGHT});
  }

  // `picked` is a layer's id and the index of a row in it, which is drawn highlighted.
  drawn(picked) {
    return [...this.made.values()].map(({layer}) =>
      layer.id === picked?.layer ? layer.clone({highlightedObjectIndex: picked.index}) : layer,
    );
  }
}

function layerClasses(deck) {
  return Object.fromEntries(Object.entries(deck).filter(([name]) => /^[A-Z]\w*(Layer|View)$/.test(name)));
}

// Layers load pictures and, for all else, JSON of this server.
async function load(address, {propName, signal} = {}) {
  if (propName === "image") return loadPicture(address);
  const answer = await fetch(address, {signal});
  if (!answer.ok) throw new Error(`${address} was answered ${answer.status}`);
  return answer.json();
}

async function loadPicture(address) {
  const picture = Object.assign(new Image(), {src: address});
  await picture.decode();
  return createImageBitmap(picture, {premultiplyAlpha: "none"});
}

// The template is the page's own; what it inserts comes from people and reports.
export function tooltipHtml(template, row) {
  return template.replace(/\{(\w+)\}/g, (_, name) => escaped(row?.[name] ?? row?.properties?.[name] ?? ""));
}

function escaped(value) {
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

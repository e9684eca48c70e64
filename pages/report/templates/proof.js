"use strict";
// SHA-256 (FIPS 180-4) written out, because browsers offer theirs only to encrypted pages, and one call at a time.
(function () {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
  const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
  const W = new Int32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  function block(state) {
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15], y = W[i - 2];
      W[i] = (W[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + W[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const t = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + s) | 0; d = c; c = b; b = a; a = (s + t) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
  }
  function sha256(text) {
    const state = Int32Array.from(START), blocks = ((text.length + 8) >> 6) + 1;
    for (let at = 0; at < blocks; at++) {
      W.fill(0);
      for (let i = at * 64; i < Math.min(text.length, at * 64 + 64); i++) W[(i % 64) >> 2] |= text.charCodeAt(i) << (24 - 8 * (i % 4));
      if (text.length >> 6 === at) W[(text.length % 64) >> 2] |= 0x80 << (24 - 8 * (text.length % 4));
      if (at === blocks - 1) W[15] = text.length * 8;
      block(state);
    }
    return state;
  }
  const form = document.querySelector("form[data-parts]");
  const proof = form.elements.proof, line = document.getElementById("proof_state");
  const parts = +form.dataset.parts, bits = +form.dataset.bits;
  if (proof.value) return;
  const challenge = Array.from(sha256(form.elements.token.value), (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  const found = [];
  let number = 0, waiting = null;
  function work() {
    const until = performance.now() + 25;
    while (found.length < parts && performance.now() < until) {
      for (let i = 0; i < 100; i++, number++) {
        if (sha256(challenge + ":" + found.length + ":" + number)[0] >>> (32 - bits) === 0) { found.push(number); number = -1; }
        if (found.length === parts) break;
      }
    }
    if (found.length < parts) {
      if (waiting) line.textContent = "One moment: your browser is finishing its sum (" + Math.round(100 * found.length / parts) + " %).";
      setTimeout(work, waiting ? 0 : 15);
    } else {
      proof.value = found.join(".");
      if (waiting) form.requestSubmit(waiting);
    }
  }
  form.addEventListener("submit", (event) => {
    if (!proof.value && event.submitter && event.submitter.dataset.sends) { event.preventDefault(); waiting = event.submitter; }
  });
  setTimeout(work, 300);
})();

// Ed25519 verification (RFC 8032) and the two hashes it and the status list need, for
// browsers without their own: old ones, and any browser on a plain http address. Only public
// values pass through here, so that time taken tells nothing.
(function (root) {
  "use strict";

  const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (a, m = P) => ((a % m) + m) % m;

  function power(base, exponent) {
    let out = 1n;
    for (base = mod(base); exponent > 0n; exponent >>= 1n, base = (base * base) % P) if (exponent & 1n) out = (out * base) % P;
    return out;
  }
  const inverse = (a) => power(a, P - 2n);
  const D = mod(-121665n * inverse(121666n)), ROOT = power(2n, (P - 1n) / 4n);
  const little = (b) => b.reduceRight((n, x) => (n << 8n) | BigInt(x), 0n);

  // A point is [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z.
  function add([X1, Y1, Z1, T1], [X2, Y2, Z2, T2]) {
    const a = mod((Y1 - X1) * (Y2 - X2)), b = mod((Y1 + X1) * (Y2 + X2)), c = mod(2n * D * T1 * T2), d = mod(2n * Z1 * Z2);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }
  function times(n, point) {
    let out = [0n, 1n, 1n, 0n];
    for (; n > 0n; n >>= 1n, point = add(point, point)) if (n & 1n) out = add(out, point);
    return out;
  }
  const same = (a, b) => mod(a[0] * b[2] - b[0] * a[2]) === 0n && mod(a[1] * b[2] - b[1] * a[2]) === 0n;

  function point(bytes) {
    const whole = little(bytes), sign = whole >> 255n, y = whole & (2n ** 255n - 1n);
    if (y >= P) return null;
    const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (mod(v * x * x) !== u) x = mod(x * ROOT);
    if (mod(v * x * x) !== u || (x === 0n && sign === 1n)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  const BASE = point(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)));

  function verify(signature, message, key) {
    const A = point(key), R = point(signature.subarray(0, 32)), S = little(signature.subarray(32));
    if (signature.length !== 64 || !A || !R || S >= L) return false;
    const k = little(sha512(Uint8Array.of(...signature.subarray(0, 32), ...key, ...message))) % L;
    return same(times(S, BASE), add(R, times(k, A)));
  }

  // The constants of SHA-2 are the first bits of square and cube roots of the primes.
  const primes = [];
  for (let n = 2; primes.length < 80; n++) if (primes.every((p) => n % p)) primes.push(n);
  function fraction(prime, degree, bits) {
    const scaled = BigInt(prime) << BigInt(bits * degree);
    let low = 0n, high = 1n << BigInt(bits + 10);
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(degree) <= scaled) low = middle; else high = middle;
    }
    return low & ((1n << BigInt(bits)) - 1n);
  }

  // sha2 is SHA-256 with bits 32 and SHA-512 with bits 64.
  function sha2(message, bits, rounds, [a1, a2, a3, b1, b2, b3, c1, c2, c3, d1, d2, d3]) {
    const word = bits / 8, block = 16 * word, mask = (1n << BigInt(bits)) - 1n;
    const turn = (x, n) => ((x >> BigInt(n)) | (x << BigInt(bits - n))) & mask;
    const padded = new Uint8Array(Math.ceil((message.length + 1 + 2 * word) / block) * block);
    padded.set(message);
    padded[message.length] = 0x80;
    for (let i = 0, n = message.length * 8; i < 6; i++, n = Math.floor(n / 256)) padded[padded.length - 1 - i] = n & 255;
    const h = primes.slice(0, 8).map((p) => fraction(p, 2, bits)), k = primes.slice(0, rounds).map((p) => fraction(p, 3, bits));
    for (let at = 0; at < padded.length; at += block) {
      const w = [];
      for (let i = 0; i < 16; i++) w.push(padded.subarray(at + i * word, at + (i + 1) * word).reduce((n, x) => (n << 8n) | BigInt(x), 0n));
      for (let i = 16; i < rounds; i++) {
        const s0 = turn(w[i - 15], c1) ^ turn(w[i - 15], c2) ^ (w[i - 15] >> BigInt(c3));
        const s1 = turn(w[i - 2], d1) ^ turn(w[i - 2], d2) ^ (w[i - 2] >> BigInt(d3));
        w.push((w[i - 16] + s0 + w[i - 7] + s1) & mask);
      }
      let [a, b, c, d, e, f, g, z] = h;
      for (let i = 0; i < rounds; i++) {
        const t1 = z + (turn(e, b1) ^ turn(e, b2) ^ turn(e, b3)) + ((e & f) ^ (~e & mask & g)) + k[i] + w[i];
        const t2 = (turn(a, a1) ^ turn(a, a2) ^ turn(a, a3)) + ((a & b) ^ (a & c) ^ (b & c));
        [z, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & mask, c, b, a, (t1 + t2) & mask];
      }
      [a, b, c, d, e, f, g, z].forEach((x, i) => { h[i] = (h[i] + x) & mask; });
    }
    const out = new Uint8Array(8 * word);
    h.forEach((x, i) => { for (let j = word - 1; j >= 0; j--, x >>= 8n) out[i * word + j] = Number(x & 255n); });
    return out;
  }
  const sha256 = (m) => sha2(m, 32, 64, [2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10]);
  const sha512 = (m) => sha2(m, 64, 80, [28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6]);

  root.BanjieEd25519 = { verify, sha256, sha512 };
})(globalThis);

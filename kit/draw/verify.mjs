// A second implementation of the draw, after README.md alone. Needs only Node's own modules.
//   node verify.mjs draw.json …     computes each file again; exit status 1 when one is wrong
//   node verify.mjs < cases.jsonl   {"seed":hex,"weights":[…]} a line; answers {"order":[places from 1]}
import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'

const hashLines = lines => createHash('sha256').update(lines.map(l => l + '\n').join('')).digest('hex')

function lateness(key) {
  let x = (BigInt('0x' + key.slice(0, 16)) >> 1n) + 1n
  let whole = 0n
  while (x >> (whole + 1n)) whole++
  let m = x << (63n - whole), log = whole
  for (let i = 0; i < 56; i++) {
    const square = m * m
    const bit = square >> 127n
    m = square >> (63n + bit)
    log = 2n * log + bit
  }
  return (63n << 56n) - log
}

export function order(seed, weights) {
  const all = weights.map((w, i) => {
    const number = Buffer.alloc(8)
    number.writeBigUInt64BE(BigInt(i + 1))
    const key = createHmac('sha256', Buffer.from(seed, 'hex')).update(number).digest('hex')
    return { place: i + 1, key, late: lateness(key), weight: BigInt(w) }
  })
  all.sort((a, b) => {
    const l = a.late * b.weight, r = b.late * a.weight
    return l < r ? -1 : l > r ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : a.place - b.place
  })
  return all.map(c => c.place)
}

export function wrong(file) {
  const fields = lines => lines.slice(1, -1).map(l => [l.slice(0, l.indexOf(': ')), l.slice(l.indexOf(': ') + 2)])
  const of = (pairs, name) => pairs.filter(p => p[0] === name).map(p => p[1])
  const a = fields(file.announcement), r = fields(file.result)
  const announced = hashLines(file.announcement)
  if (announced !== file.hash) return 'hash of the announcement'
  const parties = of(a, 'party').map(p => ({ commitment: p.slice(0, 64), name: p.slice(65) }))
  const contributions = parties.map(p => {
    const reveal = (file.reveals ?? []).find(x => x.party === p.name)
    if (!reveal) {
      return 'missed ' + hashLines(['banjie draw missed v1', 'announcement: ' + announced, 'party: ' + p.name, 'spare: ' + of(r, 'spare')[0]])
    }
    const c = hashLines(['banjie draw commitment v1', 'party: ' + p.name, 'value: ' + reveal.value])
    return c === p.commitment ? 'revealed ' + reveal.value : 'not committed'
  })
  const sources = of(r, 'source')
  const seed = hashLines(['banjie draw seed v1', 'announcement: ' + announced, ...sources.map(s => 'source: ' + s),
    ...contributions.map(c => 'contribution: ' + c.split(' ')[1]), 'end'])
  const weight = Object.fromEntries(of(a, 'class').map(c => c.split(' ')))
  const list = of(a, 'candidate').map(c => c.split(' '))
  const ids = order(seed, list.map(c => weight[c[1]])).map(place => list[place - 1][0])
  const spare = of(r, 'spare')
  const result = ['banjie draw result v1', 'announcement: ' + announced, ...sources.map(s => 'source: ' + s), ...spare.map(s => 'spare: ' + s),
    ...contributions.map(c => 'contribution: ' + c), 'seed: ' + seed, ...ids.map((id, i) => `order: ${i + 1} ${id}`), 'end']
  if (result.join('\n') !== file.result.join('\n')) return 'result'
  if (hashLines(result) !== file.result_hash) return 'hash of the result'
  const out = new Set((file.replaced ?? []).map(x => x.id))
  const taken = ids.filter(id => !out.has(id)).slice(0, Number(of(a, 'take')[0]))
  if (taken.join() !== (file.taken ?? []).join()) return 'taken'
  return ''
}

if (process.argv.length > 2) {
  for (const name of process.argv.slice(2)) {
    const what = wrong(JSON.parse(readFileSync(name, 'utf8')))
    console.log(`${name}: ${what ? 'WRONG: ' + what : 'right'}`)
    if (what) process.exitCode = 1
  }
} else {
  for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const c = JSON.parse(line)
    console.log(JSON.stringify({ order: order(c.seed, c.weights) }))
  }
}

/** Call and response: one voice asks for two bars, another one answers.
 *
 *  The answer is the question seen from elsewhere: another instrument, and it comes home to the root where the question hung in
 *  the air. arrange says who has the word, and for how many bars; the last time the answer interrupts. The drums do the same in small:
 *  the rim calls, the conga answers.
 *  Turn: voice.q, reply.mod.ratio; the phrases (their numbers are degrees of the scale); arrange them another way. */
import {
  ad, adsr, arrange, beat, clap, hat, kick, operator, pan, pat, patch, ping, pingpong, poly, pulse, reverb, silence, sine, svf, tom,
} from 'music-chronus'

const question = pat('<[0 ~ 0 2 ~ 3 ~ 4 ~ 4 ~ 3 2 ~ ~ ~] [0 ~ 0 2 ~ 3 ~ 6 ~ ~ 5 ~ 4 ~ ~ ~]>').scale('e4:minor')
const reply = pat('<[4 ~ ~ 3 2 ~ 0 ~ -1 ~ 2 ~ 0 ~ ~ ~] [4 ~ 5 ~ 4 2 ~ 0 ~ -1 ~ ~ 0 ~ ~ ~]>').scale('e4:minor')
const rest = silence
const asked = arrange([2, question], [2, rest], [2, question.add(2)], [2, rest], [2, question], [2, rest], [1, question], [3, rest])
const answered = arrange([2, rest], [2, reply], [2, rest], [2, reply.add(-2)], [2, rest], [2, reply], [1, rest], [3, reply.ply(2)])
const swing = 0.08

export default patch({ bpm: 116 }, () => {
  const ask = poly('ask', 2, ({ freq, gate }) => {
    const shape = adsr('breath', { attack: 8, decay: 260, sustain: 0.5, release: 120, gate })
    return svf('voice', { in: pulse('reed', { freq, width: 0.3 }), cutoff: shape.mul(2600).add(400), q: 2.5 }).mul(shape)
  }, asked.swingBy(swing, 8))
  const back = poly('reply', 3, ({ freq, gate }) => {
    const mod = ad('reply-bite', { in: operator('reply-mod', { freq, ratio: 3 }), decay: 320, gate })
    return adsr('reply-amp', {
      in: operator('reply-tone', { freq, in: mod, index: 4.5 }), attack: 3, decay: 500, sustain: 0.3, release: 160, gate,
    })
  }, answered.swingBy(swing, 8))

  const drum = kick('kick', { gate: beat('X.....x.X...x...'), tune: 2, decay: 320, level: 0.36 })
  const hats = hat('hats', {
    gate: beat('x.xxx.xxx.xxx.xx').velocity('{0.6 0.3 0.4}%16').swingBy(swing, 8).humanise(1/640, 0.3), decay: 70, level: 0.36,
  })
  const hands = clap('hands', { gate: beat('....X.......X...'), level: 0.34 })
  const rim = ping('rim', { freq: 1700, decay: 30, gate: pat('<[~ ~ ~ 1 ~ ~ 0.6 ~] ~>') }).mul(0.16)
  const conga = tom('conga', {
    gate: pat('<~ [~ 0.5 ~ 0.9 ~ [0.6 0.4] 0.9 ~]>'), tune: pat('[14 9 14 9]'), hiss: 0.02, sweep: 2, decay: 200, level: 0.36,
  })
  const bass = poly('bass', 1, ({ freq, gate }) => adsr('thumb', {
    in: sine('string', { freq }), attack: 6, decay: 300, sustain: 0.4, release: 70, gate,
  }),
    '<[e2 ~ ~ e2 ~ ~ ~ ~ b1 ~ ~ ~ ~ ~ d2 ~] [e2 ~ ~ e2 ~ ~ g2 ~ ~ ~ ~ ~ a1 ~ b1 ~]>')

  const [askL, askR] = pan('left', { in: ask.mul(0.31), position: -0.35 })
  const [backL, backR] = pan('right', { in: back.mul(0.31).add(rim), position: 0.35 })
  const [echoL, echoR] = pingpong('echo', {
    left: askL.add(backL), right: askR.add(backR), sync: '1/8.', feedback: 0.4, damping: 3000, mix: 0.25,
  })
  const [left, right] = reverb('room', { left: echoL.add(conga), right: echoR.add(hands.mul(0.5)), decay: 1.6, mix: 0.22 })
  const dry = drum.add(hats).add(hands.mul(0.5)).add(bass.mul(0.26))
  return [left.add(dry), right.add(dry)]
})

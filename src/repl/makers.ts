/** What patterns are made with in a line, as in a patch; and what help says of each. */
import {
  arrange, beat, cat, choose, pat, polymeter, pure, randcat, run, scan, seq, signals, silence, stack, timeCat, wchoose, wrandcat,
} from '../pattern/index.ts'

export const MAKERS = {
  arrange, beat, cat, choose, pat, polymeter, pure, randcat, run, scan, seq, signals, silence, stack, timeCat, wchoose, wrandcat,
}

export const MAKER_DOCS: Record<keyof typeof MAKERS, [doc: string, example: string]> = {
  arrange: ['sections of a piece, in cycles, from the beginning again after the last', "arrange([4, 'c2*4'], [4, 'e2*8'])"],
  beat: ['a rhythm by its steps: X an accent, x a hit, . a rest', "beat('X..x..x.')"],
  cat: ['patterns in turn, a cycle each', "cat('c e', 'g*4')"],
  choose: ['a value by chance for each time; segment(n) makes events of it', 'choose(200, 400, 800).segment(8)'],
  pat: ['a pattern by its text', "pat('c3 <e3 g3> [a3 b3]*2')"],
  polymeter: ['patterns of different lengths, step by step at the pace of the first', "polymeter('c e g', 'd a')"],
  pure: ['one value a cycle', "pure('c3')"],
  randcat: ['one of the patterns each cycle, by chance', "randcat('c*2', 'e*3')"],
  run: ['whole numbers from 0 up to, but not including, n, in a cycle', 'run(4)'],
  scan: ['run(1), run(2) … run(n), a cycle each', 'scan(4)'],
  seq: ['patterns in turn, all in one cycle', "seq('c', 'e g')"],
  signals: ['what is continuous, from 0 to 1 over a cycle: sine, cosine, saw, isaw, square, tri, rand, perlin, envL, irand(n)',
    'signals.sine.range(300, 4000).slow(4)'],
  silence: ['no events at all', 'silence'],
  stack: ['patterns at the same time', "stack('c2', 'e3*3')"],
  timeCat: ['patterns in turn, all in one cycle, each with its share', "timeCat([3, 'c*4'], [1, 'g'])"],
  wchoose: ['choose with weights', "wchoose(['c', 3], ['e', 1]).segment(4)"],
  wrandcat: ['randcat with weights', "wrandcat(['c*2', 3], ['e*3', 1])"],
}

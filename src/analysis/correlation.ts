/** How alike both sides of interleaved stereo are: 1 the same, 0 have nothing in common, below 0 they cancel in mono. NaN where one side
 *  is silent. */
export function correlation(pcm: Float32Array): number {
  let [ll, rr, lr] = [0, 0, 0]
  for (let i = 0; i < pcm.length; i += 2) {
    ll += pcm[i] * pcm[i]
    rr += pcm[i + 1] * pcm[i + 1]
    lr += pcm[i] * pcm[i + 1]
  }
  return lr / Math.sqrt(ll * rr)
}

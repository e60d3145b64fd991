/** The least of the last n numbers: those that no later one undercuts, in order of their age.
 *  Source: Lemire, "Streaming maximum-minimum filter using no more than three comparisons per element", 2006. */
export class SlidingMinimum {
  private readonly length: number
  private readonly values: Float64Array
  private readonly times: Float64Array
  private first = 0
  private count = 0
  private time = 0

  constructor(length: number) {
    this.length = length
    this.values = new Float64Array(length)
    this.times = new Float64Array(length)
  }

  /** Takes the next numbers, and puts in the place of each the least of those up to it. */
  process(numbers: Float64Array, count: number): void {
    const { length, values, times } = this
    for (let i = 0; i < count; i++) {
      if (this.count > 0 && times[this.first] <= this.time - length) {
        this.first = (this.first + 1) % length
        this.count--
      }
      while (this.count > 0 && values[(this.first + this.count - 1) % length] >= numbers[i]) this.count--
      const last = (this.first + this.count) % length
      values[last] = numbers[i]
      times[last] = this.time++
      this.count++
      numbers[i] = values[this.first]
    }
  }
}

/** Bytes in a row, as many as it takes. */
export class Bytes {
  #array = new Uint8Array(256)
  #length = 0

  get written(): Uint8Array { return this.#array.subarray(0, this.#length) }

  byte(value: number): void {
    if (this.#length === this.#array.length) this.#grow(1)
    this.#array[this.#length++] = value
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#array.length) this.#grow(bytes.length)
    this.#array.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** LEB128. */
  unsigned(value: number): void {
    for (; value > 0x7f; value >>>= 7) this.byte(value & 0x7f | 0x80)
    this.byte(value)
  }

  signed(value: number): void {
    for (; value < -64 || value > 63; value >>= 7) this.byte(value & 0x7f | 0x80)
    this.byte(value & 0x7f)
  }

  f64(value: number): void {
    number[0] = value
    this.append(numberBytes)
  }

  /** Some items, each written by `write`, after their count. */
  vector<T>(items: readonly T[], write: (item: T, index: number) => void): void {
    this.unsigned(items.length)
    items.forEach(write)
  }

  /** What `write` writes, after its length. */
  sized(write: (bytes: Bytes) => void): void {
    const inner = new Bytes()
    write(inner)
    this.unsigned(inner.#length)
    this.append(inner.written)
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(2 * Math.max(this.#array.length, needed))
    larger.set(this.written)
    this.#array = larger
  }
}

// WebAssembly is little-endian, and so is every processor that Node runs on.
const number = new Float64Array(1)
const numberBytes = new Uint8Array(number.buffer)

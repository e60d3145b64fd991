// Architecture of a Faust program that renders and does nothing else: PROGRAM FRAMES FILE writes a WAV file of 32-bit floats.
// Frames are computed and written BLOCK at a time.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>
#include "faust/dsp/dsp.h"
#include "faust/gui/UI.h"
#include "faust/gui/meta.h"

<<includeIntrinsic>>
<<includeclass>>

static void header(FILE* file, uint32_t channels, uint32_t frames) {
  const uint32_t bytes = 4 * channels * frames;
  struct { char riff[4]; uint32_t size; char wave[4]; char fmt[4]; uint32_t length; uint16_t format, channels; uint32_t rate, second;
    uint16_t frame, bits; char data[4]; uint32_t bytes; } h = { {}, 36 + bytes, {}, {}, 16, 3, (uint16_t)channels, RATE,
    4 * channels * RATE, (uint16_t)(4 * channels), 32, {}, bytes };
  memcpy(h.riff, "RIFF", 4);
  memcpy(h.wave, "WAVE", 4);
  memcpy(h.fmt, "fmt ", 4);
  memcpy(h.data, "data", 4);
  fwrite(&h, sizeof h, 1, file);
}

int main(int, char** args) {
  const int frames = atoi(args[1]);
  FILE* file = fopen(args[2], "wb");
  if (!file) return 1;
  mydsp* dsp = new mydsp();
  dsp->init(RATE);
  const int channels = dsp->getNumOutputs();
  header(file, channels, frames);
  std::vector<float> planes(channels * BLOCK), frame(channels * BLOCK);
  std::vector<float*> outputs;
  for (int c = 0; c < channels; c++) outputs.push_back(&planes[c * BLOCK]);
  for (int done = 0; done < frames; done += BLOCK) {
    const int length = frames - done < BLOCK ? frames - done : BLOCK;
    dsp->compute(length, nullptr, outputs.data());
    for (int i = 0; i < length; i++) for (int c = 0; c < channels; c++) frame[i * channels + c] = outputs[c][i];
    fwrite(frame.data(), 4 * channels, length, file);
  }
  return fclose(file) ? 1 : 0;
}

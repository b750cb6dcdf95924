// libtensorflow speaks while it is loaded, before it has read TF_CPP_MIN_LOG_LEVEL: two lines on oneDNN, the first of
// which begins with WARNING, at the head of every run. The binding is linked with `-z initfirst`, so that this runs
// before libtensorflow's own constructors. The function is absl's in TensorFlow 2.21; where a library has another, or
// the loader another order, the lines are there as they always were.
#include <cstdlib>

extern "C" __attribute__((weak)) void set_min_log_level(int severity) __asm__(
    "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE");

__attribute__((constructor)) static void apply_min_log_level() {
  const char *level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level != nullptr && set_min_log_level != nullptr) set_min_log_level(std::atoi(level));
}

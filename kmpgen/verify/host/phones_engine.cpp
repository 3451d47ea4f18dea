// Quantized operators as phones compute them, by QNNPACK: torch for desktops has other engines too, and prefers those.

#include <ATen/Context.h>

#include <algorithm>

namespace {

bool usePhonesEngine() {
  const auto& engines = at::Context::supportedQEngines();
  const bool isThere = std::find(engines.begin(), engines.end(), at::QEngine::QNNPACK) != engines.end();
  if (isThere) {
    at::globalContext().setQEngine(at::QEngine::QNNPACK);
  }
  return isThere;
}

[[maybe_unused]] const bool isPhonesEngine = usePhonesEngine();

}  // namespace

// Strings cross as real UTF-8: JNI's own functions speak a variant that spells NUL and non-BMP characters differently.
#pragma once

#include <cstdint>
#include <string>

#include "jni_support.hpp"

namespace host {

constexpr char32_t kReplacement = 0xFFFD;

inline void append_utf8(std::string& out, char32_t c) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

inline std::string to_utf8(JNIEnv* env, jstring text) {
  const jsize length = env->GetStringLength(text);
  std::u16string units(length, u'\0');
  env->GetStringRegion(text, 0, length, reinterpret_cast<jchar*>(&units[0]));
  std::string out;
  out.reserve(length);
  for (jsize i = 0; i < length; ++i) {
    char32_t c = units[i];
    const bool high = c >= 0xD800 && c < 0xDC00;
    if (high && i + 1 < length && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00);
    } else if (c >= 0xD800 && c < 0xE000) {
      c = kReplacement;  // half of a pair
    }
    append_utf8(out, c);
  }
  return out;
}

// The number of bytes of the sequence that starts with this byte; 0 for a byte that starts none.
inline int sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if ((first & 0xE0) == 0xC0) return 2;
  if ((first & 0xF0) == 0xE0) return 3;
  return (first & 0xF8) == 0xF0 ? 4 : 0;
}

// Reads one character at `at` and moves past it; past one byte where that is no UTF-8.
inline char32_t next_character(const std::string& utf8, size_t& at) {
  const auto first = static_cast<unsigned char>(utf8[at]);
  const int length = sequence_length(first);
  const size_t end = at + length;
  char32_t c = length == 1 ? first : first & (0x7F >> length);
  bool valid = length > 0 && end <= utf8.size();
  for (size_t i = at + 1; valid && i < end; ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    valid = (byte & 0xC0) == 0x80;
    c = (c << 6) | (byte & 0x3F);
  }
  at = valid ? end : at + 1;
  return valid ? c : kReplacement;
}

inline jstring to_jstring(JNIEnv* env, const std::string& utf8) {
  std::u16string units;
  units.reserve(utf8.size());
  for (size_t at = 0; at < utf8.size();) {
    const char32_t c = next_character(utf8, at);
    if (c < 0x10000) {
      units += static_cast<char16_t>(c);
    } else {
      units += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return env->NewString(reinterpret_cast<const jchar*>(units.data()), static_cast<jsize>(units.size()));
}

}  // namespace host

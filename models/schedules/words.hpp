// Texts in the way Python takes them apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace praetor::models::schedules {

// str.split(): what stands between blanks of any kind, those beyond ASCII too.
std::vector<std::string_view> words_of(std::string_view text);

// str.split(mark): one more than there are marks.
std::vector<std::string_view> parts_of(std::string_view text, char mark);

// int(): signs, leading zeros and single underscores between digits. What is beyond ±10^15 is told as that.
std::optional<std::int64_t> integer_of(std::string_view text);

} // namespace praetor::models::schedules

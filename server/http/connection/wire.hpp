// The head of an answer as bytes.
#pragma once

#include <server/http/response.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace praetor::http {

// Appends the status line and the headers, the empty line included, for a body of `body_size` bytes. `keeps`: whether
// the connection stays open behind it. Line ends in the values of headers are left out. Any thread.
void write_head(std::string& out, response const& made, std::size_t body_size, bool keeps, std::uint64_t request_id);

} // namespace praetor::http

// What a token is made of, and what is kept of it (decision 0022).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// By which searches for leaked secrets know one, and what tells it from a password.
inline constexpr std::string_view token_prefix = "praetor_";
inline constexpr std::size_t token_size = token_prefix.size() + 64;

// SHA-256 of a token.
using token_digest = std::array<unsigned char, 32>;

// The prefix and 64 hexadecimal digits of 32 random bytes. Throws as random_token(). Any thread.
std::string make_token_secret();

// Whether the text has the form of a token. Any thread.
bool is_token_secret(std::string_view text);

// Any thread.
token_digest digest_of(std::string_view token);

// As 64 hexadecimal digits, and back; nothing where the text is something else. Any thread.
std::string to_text(token_digest const& digest);
std::optional<token_digest> parse_token_digest(std::string_view text);

} // namespace praetor::models

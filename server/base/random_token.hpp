// Texts that nobody can guess.
#pragma once

#include <string>

namespace praetor {

// 64 hexadecimal digits of 32 bytes from the system's generator. error{errc::internal} where it gives none.
std::string random_token();

} // namespace praetor

// Addresses that others than this machine reach.
#pragma once

#include <string_view>

namespace praetor::cli {

// False for loopback addresses and names of theirs ("localhost") and for sockets of files ("unix:…"); true for every
// other one, and for names, which are not resolved.
bool is_public_address(std::string_view host);

// True for what stands for every address of the machine: "0.0.0.0", "::".
bool is_every_address(std::string_view host);

} // namespace praetor::cli

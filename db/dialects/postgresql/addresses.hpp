// The addresses of the hosts that libpq is to try. libpq would ask for them itself, and block the thread meanwhile.
#pragma once

#include <server/base/task.hpp>

#include <map>
#include <string>

namespace praetor::db::postgresql {

// Completes libpq's keywords: host and port become lists as long as hostaddr, a new list with each address of each
// host. Hosts that are addresses or socket folders stay as they are; so does everything where hostaddr is given already
// or no name is there. error{errc::unavailable} where none of the names has an address; the others are left out.
task<void> add_addresses(std::map<std::string, std::string>& keywords);

} // namespace praetor::db::postgresql

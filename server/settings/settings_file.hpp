// The text of a file that may hold settings.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace praetor::settings {

// Whether a file that is a FIFO is one, as .env is where a store of secrets writes into it.
enum class fifos
{
    are_read,
    are_nothing
};

// Nothing where there is no such file, or where the name is that of a folder or a device. Of a FIFO, what somebody
// writes into it until it is closed; waits for that no longer than `timeout`. Throws error{errc::bad_setting}, one
// line with the path, where it can not be read.
std::optional<std::string> read_settings_file(std::string const& path, fifos how,
                                              std::chrono::milliseconds timeout = std::chrono::seconds{5});

} // namespace praetor::settings

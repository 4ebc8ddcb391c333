// .env files.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace praetor::settings {

// The variables of a file of KEY=value lines, as python-dotenv reads them: comments, "export", quotes. Empty where
// there is no file; the first of a variable's lines counts. Throws error{errc::bad_setting} for a file that can not be
// read.
std::map<std::string, std::string, std::less<>> read_dotenv(std::string const& path);

} // namespace praetor::settings

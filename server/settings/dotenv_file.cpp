#include <server/settings/dotenv_file.hpp>

#include <server/settings/settings_file.hpp>

#include <sstream>
#include <string_view>

namespace praetor::settings {

std::map<std::string, std::string, std::less<>> read_dotenv(std::string const& path)
{
    std::map<std::string, std::string, std::less<>> all;
    std::istringstream file{read_settings_file(path, fifos::are_read).value_or(std::string{})};
    for (std::string line; std::getline(file, line);) {
        std::string_view rest = line;
        while (rest.starts_with(' ') || rest.starts_with('\t'))
            rest.remove_prefix(1);
        if (rest.starts_with("export "))
            rest.remove_prefix(7);
        auto const equals = rest.find('=');
        if (rest.starts_with('#') || equals == std::string_view::npos)
            continue;
        auto name = rest.substr(0, equals);
        auto value = rest.substr(equals + 1);
        while (name.ends_with(' '))
            name.remove_suffix(1);
        while (value.starts_with(' '))
            value.remove_prefix(1);
        while (value.ends_with(' ') || value.ends_with('\r'))
            value.remove_suffix(1);
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        else
            value = value.substr(0, value.find(" #"));
        all.emplace(name, value);
    }
    return all;
}

} // namespace praetor::settings

#include <server/settings/sources.hpp>
#include <server/settings/toml_file.hpp>

#include <server/base/ascii.hpp>
#include <server/base/error.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace praetor::settings {
namespace {

using texts = std::map<std::string, std::string, std::less<>>;

std::optional<double> parse_number(std::string_view text)
{
    double value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text)
{
    std::int64_t value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool is_level(std::string_view text)
{
    for (auto const* known : {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
        if (text == known)
            return true;
    return false;
}

void check(entry const& of, found const& value)
{
    std::string_view wanted;
    switch (of.of) {
    case kind::boolean:
        if (!parse_boolean(value.text))
            wanted = "true or false";
        break;
    case kind::integer:
        if (!parse_integer(value.text))
            wanted = "a whole number";
        break;
    case kind::number:
        if (!parse_number(value.text))
            wanted = "a number";
        break;
    case kind::span:
        if (!parse_span(value.text))
            wanted = "a number of seconds";
        break;
    case kind::level:
        if (!is_level(value.text))
            wanted = "DEBUG, INFO, WARNING, ERROR or CRITICAL";
        break;
    case kind::text:
    case kind::secret:
        break;
    }
    if (!wanted.empty())
        throw error{errc::bad_setting, std::string{of.variable} + " (" + value.source + ") must be " +
                                           std::string{wanted} + ", not \"" + value.text + "\""};
}

// KEY=value lines, as python-dotenv reads them: comments, "export", quotes.
texts read_dotenv(std::string const& path)
{
    texts all;
    std::ifstream file{path};
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

// A folder above, as the reference looks for its files in the working directory alone.
std::optional<std::string> existing(std::filesystem::path const& path)
{
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored))
        return path.string();
    return std::nullopt;
}

void refuse_unknown_variables()
{
    for (char** one = environ; *one != nullptr; ++one) {
        std::string_view const pair = *one;
        auto const name = pair.substr(0, pair.find('='));
        if (!name.starts_with("PRAETOR_") || name.starts_with("PRAETOR_TEST"))
            continue;
        bool known = false;
        for (auto const& each : catalogue())
            known |= each.variable == name;
        if (!known)
            throw error{errc::bad_setting, "there is no setting " + std::string{name}};
    }
}

} // namespace

std::optional<bool> parse_boolean(std::string_view text)
{
    auto const word = lower_case(text);
    for (auto const* one : {"true", "t", "yes", "y", "on", "1"})
        if (word == one)
            return true;
    for (auto const* one : {"false", "f", "no", "n", "off", "0"})
        if (word == one)
            return false;
    return std::nullopt;
}

std::optional<double> parse_span(std::string_view text)
{
    if (auto const plain = parse_number(text))
        return plain;
    if (text.starts_with("PT") && text.ends_with("S"))
        return parse_number(text.substr(2, text.size() - 3));
    double total = 0;
    for (std::string_view rest = text;;) {
        auto const colon = rest.find(':');
        auto const part = parse_number(rest.substr(0, colon));
        if (!part)
            return std::nullopt;
        total = total * 60 + *part;
        if (colon == std::string_view::npos)
            return total;
        rest.remove_prefix(colon + 1);
    }
}

environment of_this_process()
{
    return {[](std::string_view variable) -> std::optional<std::string> {
                char const* const value = std::getenv(std::string{variable}.c_str());
                return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
            },
            std::filesystem::current_path().string()};
}

values values::read(environment const& from)
{
    refuse_unknown_variables();
    values result;
    result.user_home_ = from.environment("HOME").value_or("/");
    std::filesystem::path const here = from.working_directory;
    texts const dotenv = read_dotenv((here / ".env").string());
    auto const toml = existing(here / "prefect.toml");
    auto const pyproject = existing(here / "pyproject.toml");
    texts const from_toml = toml ? read_toml(*toml, {}) : texts{};
    texts const from_pyproject = pyproject ? read_toml(*pyproject, "tool.prefect") : texts{};

    auto const variable = [&](std::string_view name, texts const& profile) -> std::optional<found> {
        if (auto value = from.environment(name))
            return found{std::move(*value), "env"};
        if (auto const value = dotenv.find(name); value != dotenv.end())
            return found{value->second, ".env"};
        if (auto const value = profile.find(name); value != profile.end())
            return found{value->second, "profile"};
        return std::nullopt;
    };
    texts const no_profile;
    auto home = variable("PREFECT_HOME", no_profile).value_or(found{"~/.prefect", "default"});
    result.all_["home"] = home;
    auto const profiles =
        variable("PREFECT_PROFILES_PATH", no_profile).value_or(found{result.home() + "/profiles.toml", ""}).text;
    auto const wanted_profile = variable("PREFECT_PROFILE", no_profile);
    texts const profile =
        read_profile(profiles, wanted_profile ? std::optional<std::string>{wanted_profile->text} : std::nullopt);

    auto const first_of = [&](entry const& one) -> found {
        for (auto const name : {one.variable, one.alias}) {
            if (name.empty())
                continue;
            if (auto value = variable(name, no_profile); value && !value->text.empty())
                return *value;
        }
        if (auto const value = from_toml.find(one.path); value != from_toml.end())
            return {value->second, "prefect.toml"};
        if (auto const value = from_pyproject.find(one.path); value != from_pyproject.end())
            return {value->second, "pyproject.toml"};
        for (auto const name : {one.variable, one.alias})
            if (auto const value = profile.find(name); !name.empty() && value != profile.end())
                return {value->second, "profile"};
        return {std::string{one.fallback}, "default"};
    };
    for (auto const& one : catalogue()) {
        auto value = first_of(one);
        if (!value.text.empty())
            check(one, value);
        result.all_[std::string{one.path}] = std::move(value);
    }
    return result;
}

void values::set(std::string_view path, std::string text, std::string source)
{
    for (auto const& one : catalogue()) {
        if (one.path != path)
            continue;
        found value{std::move(text), std::move(source)};
        check(one, value);
        all_[std::string{path}] = std::move(value);
        return;
    }
    throw error{errc::bad_setting, "there is no setting " + std::string{path}};
}

found const& values::at(std::string_view path) const
{
    auto const one = all_.find(path);
    if (one == all_.end())
        throw error{errc::bad_setting, "there is no setting " + std::string{path}};
    return one->second;
}

bool values::boolean(std::string_view path) const
{
    return parse_boolean(text(path)).value_or(false);
}

std::int64_t values::integer(std::string_view path) const
{
    return parse_integer(text(path)).value_or(0);
}

double values::number(std::string_view path) const
{
    return parse_span(text(path)).value_or(0);
}

std::chrono::milliseconds values::seconds(std::string_view path) const
{
    return std::chrono::milliseconds{static_cast<std::int64_t>(number(path) * 1000)};
}

std::vector<std::string> values::list(std::string_view path) const
{
    std::vector<std::string> words;
    std::string_view left = text(path);
    while (!left.empty()) {
        auto const end = std::min(left.find(','), left.size());
        auto word = left.substr(0, end);
        left.remove_prefix(std::min(end + 1, left.size()));
        while (word.starts_with(' '))
            word.remove_prefix(1);
        while (word.ends_with(' '))
            word.remove_suffix(1);
        if (!word.empty())
            words.emplace_back(word);
    }
    return words;
}

std::string values::home() const
{
    auto const& given = text("home");
    if (given == "~" || given.starts_with("~/"))
        return user_home_ + given.substr(1);
    return given;
}

} // namespace praetor::settings

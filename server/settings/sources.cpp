#include <server/settings/sources.hpp>

#include <server/settings/catalogue.hpp>
#include <server/settings/dotenv_file.hpp>
#include <server/settings/prefect_package.hpp>
#include <server/settings/spelling.hpp>
#include <server/settings/toml_file.hpp>

#include <server/base/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace praetor::settings {
namespace {

using texts = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view settings_file_variable = "PRAETOR_SETTINGS_FILE";

struct found
{
    std::string text;
    std::string_view source;
};

std::string const* find(texts const& in, std::string_view name)
{
    auto const one = name.empty() ? in.end() : in.find(name);
    return one == in.end() ? nullptr : &one->second;
}

std::string expanded(std::string const& path, texts const& variables)
{
    if (path != "~" && !path.starts_with("~/"))
        return path;
    auto const* home = find(variables, "HOME");
    return (home == nullptr ? "/" : *home) + path.substr(1);
}

// Everything that may hold settings, read into memory.
class sources
{
public:
    sources(environment const& from, overrides const& given) : command_line_(given), environment_(from.variables)
    {
        if (std::filesystem::path const here = from.working_directory; !here.empty()) {
            dotenv_ = read_dotenv((here / ".env").string());
            prefect_toml_ = read_toml((here / "prefect.toml").string(), {});
            pyproject_toml_ = read_toml((here / "pyproject.toml").string(), "tool.prefect");
        }
        praetor_toml_ = read_settings_of_machine(from);
        auto const home = variable("PREFECT_HOME");
        auto const* home_of_machine = find(praetor_toml_, "home");
        home_ = expanded(home ? home->text : home_of_machine ? *home_of_machine : values{}.home, environment_);
        auto const profiles = variable("PREFECT_PROFILES_PATH");
        auto const name = variable("PREFECT_PROFILE");
        profile_ = read_profile(profiles ? profiles->text : home_ + "/profiles.toml",
                                name ? std::optional{name->text} : std::nullopt);
    }

    // The first value that the setting has; an empty one says nothing but where a file sets a text to it.
    std::optional<found> find_value(field const& of) const
    {
        if (auto const* text = find(command_line_, of.path()))
            return found{*text, "command line"};
        for (auto const& [variables, source] : {std::pair{&environment_, "env"}, std::pair{&dotenv_, ".env"}})
            for (auto const name : {std::string_view{of.variable()}, of.legacy_variable()})
                if (auto const* text = find(*variables, name); text != nullptr && !text->empty())
                    return found{*text, source};
        bool const may_be_empty = of.of() == kind::text || of.of() == kind::secret;
        auto const says = [&](std::string const* text) { return text != nullptr && (may_be_empty || !text->empty()); };
        if (auto const* text = find(prefect_toml_, of.path()); says(text))
            return found{*text, "prefect.toml"};
        if (auto const* text = find(pyproject_toml_, of.path()); says(text))
            return found{*text, "pyproject.toml"};
        for (auto const name : {std::string_view{of.variable()}, of.legacy_variable()})
            if (auto const* text = find(profile_, name); says(text))
                return found{*text, "profile"};
        if (auto const* text = find(praetor_toml_, of.path()); says(text))
            return found{*text, "praetor.toml"};
        return std::nullopt;
    }

    // Names of each source that begin as settings of the server do, TOML's by the variable that their path stands for.
    template <class Visitor>
    void visit_names(Visitor visit) const
    {
        for (auto const& [all, source] :
             {std::pair{&environment_, "env"}, std::pair{&dotenv_, ".env"}, std::pair{&profile_, "profile"}})
            for (auto const& [name, text] : *all)
                visit(name, source);
    }

private:
    texts read_settings_of_machine(environment const& from) const
    {
        if (auto const named = variable(settings_file_variable); named && !named->text.empty()) {
            if (::access(named->text.c_str(), R_OK) != 0)
                throw error{errc::bad_setting, fmt::format("{} can not be read, which {} names: {}", named->text,
                                                           settings_file_variable, std::strerror(errno))};
            return read_toml(named->text, {});
        }
        bool const is_readable = !from.settings_file.empty() && ::access(from.settings_file.c_str(), R_OK) == 0;
        return is_readable ? read_toml(from.settings_file, {}) : texts{};
    }

    std::optional<found> variable(std::string_view name) const
    {
        for (auto const* variables : {&environment_, &dotenv_})
            if (auto const* text = find(*variables, name))
                return found{*text, {}};
        return std::nullopt;
    }

    overrides const& command_line_;
    texts const& environment_;
    texts dotenv_;
    texts prefect_toml_;
    texts pyproject_toml_;
    texts praetor_toml_;
    std::string home_;
    texts profile_;
};

bool knows(std::vector<field> const& all, std::string_view name)
{
    for (auto const& one : all)
        if (one.variable() == name || one.legacy_variable() == name)
            return true;
    return false;
}

// What Kubernetes gives to every pod where a service is named praetor or prefect-server.
bool is_of_kubernetes(std::string_view name)
{
    for (std::string_view const service : {"PRAETOR_", "PREFECT_SERVER_"}) {
        if (!name.starts_with(service))
            continue;
        auto const rest = name.substr(service.size());
        return rest.starts_with("SERVICE_") || rest == "PORT" || rest.starts_with("PORT_");
    }
    return false;
}

void refuse_unknown_variables(texts const& variables, std::vector<field> const& all)
{
    for (auto const& [name, text] : variables)
        if (name.starts_with("PRAETOR_") && !name.starts_with("PRAETOR_TEST") && name != settings_file_variable &&
            !is_of_kubernetes(name) && !knows(all, name))
            throw error{errc::bad_setting, "there is no setting " + name};
}

// The reference passes over names that it does not know, so these are told only where one was probably meant.
std::vector<misspelled_setting> find_misspelled(sources const& from, std::vector<field> const& all)
{
    constexpr std::size_t max_changes = 2;
    std::vector<std::string> known;
    for (auto const& one : all) {
        known.push_back(one.variable());
        if (!one.legacy_variable().empty())
            known.emplace_back(one.legacy_variable());
    }
    std::vector<misspelled_setting> found;
    from.visit_names([&](std::string const& name, std::string_view source) {
        if (!name.starts_with("PREFECT_SERVER_") || is_of_kubernetes(name) || knows(all, name))
            return;
        if (auto const meant = nearest_name(name, known, max_changes); !meant.empty())
            found.push_back({name, std::string{source}, std::string{meant}});
    });
    return found;
}

// Files that are in PREFECT_HOME unless somebody says where.
void follow_home(values& all)
{
    for (auto& one : all.given) {
        if (!one.is_default())
            continue;
        if (one.path == "profiles_path")
            one.text = all.home + "/profiles.toml";
        else if (one.path == "server.memo_store_path")
            one.text = all.home + "/memo_store.toml";
    }
}

} // namespace

environment environment_of_this_process()
{
    environment made;
    for (char** one = environ; *one != nullptr; ++one) {
        std::string_view const pair = *one;
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos)
            made.variables.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    std::error_code deleted;
    made.working_directory = std::filesystem::current_path(deleted).string();
    made.settings_file = "/etc/praetor/praetor.toml";
    return made;
}

values read(environment const& from, overrides const& given)
{
    values result;
    auto const all = catalogue(result);
    refuse_unknown_variables(from.variables, all);
    sources const places{from, given};
    result.given.reserve(all.size());
    for (auto const& one : all) {
        auto value = places.find_value(one).value_or(found{one.fallback(), "default"});
        if (value.source != "default")
            one.set(value.text, value.source);
        auto const has = one.effect_of(value.text);
        result.given.push_back(
            {one.path(), one.variable(), one.of(), has, std::move(value.text), std::string{value.source}});
    }
    result.home = expanded(result.home, from.variables);
    std::error_code unknown;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", unknown);
    result.prefect_folder =
        find_prefect_package(result.praetor.prefect_package, from.variables, kept_packages(program, result.home));
    follow_home(result);
    result.misspelled = find_misspelled(places, all);
    return result;
}

} // namespace praetor::settings

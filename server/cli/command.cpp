#include <server/cli/command.hpp>

#include <server/cli/failure.hpp>

#include <server/base/log.hpp>
#include <server/base/text/ascii.hpp>

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

namespace praetor::cli {
namespace {

int with_settings(action_with_settings const& what, settings::overrides const& given)
{
    try {
        auto const config = settings::read(settings::environment_of_this_process(), given);
        log::set_level(config.server.logging_level);
        return what(config);
    }
    catch (...) {
        return report_failure(std::current_exception());
    }
}

// Nothing for a whole number from 1 on.
std::string what_is_wrong_with_count(std::string const& text)
{
    bool const is_number = !text.empty() && std::ranges::all_of(text, is_digit);
    return is_number && text.find_first_not_of('0') != std::string::npos ? "" : text + " must be >= 1";
}

// Nothing for a number of seconds, up to a hundred years of them.
std::string what_is_wrong_with_seconds(std::string const& text)
{
    double value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const fits = ec == std::errc{} && end == text.data() + text.size() && value >= 0 && value <= 3'155'695'200.0;
    return fits ? "" : text + " is no number of seconds";
}

bool is_offset(std::string const& word)
{
    return word.size() > 1 && word[0] == '-' && word.find_first_not_of("0123456789", 1) == std::string::npos;
}

described_option described(CLI::Option const& from)
{
    described_option made;
    for (auto const& name : from.get_lnames())
        made.names.push_back("--" + name);
    for (auto const& name : from.get_snames())
        made.names.push_back("-" + name);
    if (made.names.empty())
        made.names.push_back(from.get_single_name());
    made.help = from.get_description();
    made.takes_value = from.get_items_expected_max() > 0;
    made.is_required = from.get_required();
    return made;
}

described_command described(CLI::App const& from)
{
    described_command made{from.get_name(), from.get_description(), {}, {}};
    for (auto const* option : from.get_options())
        if (option != from.get_help_ptr())
            made.options.push_back(described(*option));
    for (auto const* below : from.get_subcommands({}))
        made.below.push_back(described(*below));
    return made;
}

} // namespace

command command::add(std::string const& name, std::string const& help)
{
    app_->require_subcommand(1);
    return {*app_->add_subcommand(name, help), *chosen_};
}

command& command::option(std::string const& names, std::string& into, std::string const& help, presence needed)
{
    app_->add_option(names, into, help)->required(needed == presence::required);
    return *this;
}

command& command::option(std::string const& names, std::optional<std::string>& into, std::string const& help)
{
    app_->add_option_function<std::string>(names, [&into](std::string const& text) { into = text; }, help);
    return *this;
}

command& command::option(std::string const& names, std::vector<std::string>& into, std::string const& help)
{
    app_->add_option(names, into, help);
    return *this;
}

command& command::flag(std::string const& names, bool& into, std::string const& help)
{
    app_->add_flag(names, into, help);
    return *this;
}

command& command::flag(std::string const& names, std::optional<bool>& into, std::string const& help)
{
    app_->add_flag_function(names, [&into](std::int64_t given) { into = given > 0; }, help);
    return *this;
}

command& command::count(std::string const& names, std::int64_t& into, std::string const& help)
{
    app_->add_option(names, into, help)->check(what_is_wrong_with_count);
    return *this;
}

command& command::seconds(std::string const& names, double& into, std::string const& help)
{
    app_->add_option(names, into, help)->check(what_is_wrong_with_seconds);
    return *this;
}

command& command::revision(std::string& into, std::string const& help)
{
    app_->add_option("revision", into, help);
    // CLI11 takes "-1" for an option it does not know and leaves it over.
    app_->allow_extras();
    app_->parse_complete_callback([app = app_, &into] {
        auto const rest = app->remaining();
        if (rest.empty())
            return;
        if (rest.size() > 1 || !is_offset(rest[0]))
            throw CLI::ExtrasError{rest};
        into = rest[0];
    });
    return *this;
}

command& command::prints(std::string const& names, std::string (*text)(), std::string const& help)
{
    app_->add_flag_callback(names, [text] { throw CLI::CallForVersion(text(), 0); }, help);
    return *this;
}

command& command::exclude(std::string const& one, std::string const& other)
{
    app_->get_option(one)->excludes(app_->get_option(other));
    return *this;
}

void command::runs(action what)
{
    app_->final_callback([chosen = chosen_, what = std::move(what)] { *chosen = what; });
}

void command::runs(action_with_settings what, std::function<settings::overrides()> given)
{
    runs([what = std::move(what), given = std::move(given)] {
        return with_settings(what, given ? given() : settings::overrides{});
    });
}

described_command describe(std::string const& title, std::function<void(command)> const& declare)
{
    CLI::App app{title, "praetor"};
    action chosen;
    declare({app, chosen});
    return described(app);
}

std::variant<action, int> parse(int count, char const* const* arguments, std::string const& title,
                                std::function<void(command)> const& declare)
{
    CLI::App app{title, "praetor"};
    action chosen;
    declare({app, chosen});
    try {
        app.parse(count, arguments);
    }
    catch (CLI::ParseError const& refused) {
        if (refused.get_exit_code() == 0)
            return app.exit(refused);
        fmt::print(stderr, "praetor: {} (see praetor --help)\n", refused.what());
        return 2;
    }
    return chosen;
}

} // namespace praetor::cli

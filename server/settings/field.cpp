#include <server/settings/field.hpp>

#include <server/base/error.hpp>

#include <fmt/format.h>

namespace praetor::settings {
namespace {

// PREFECT_SERVER_API_PORT for server.api.port, PRAETOR_… for praetor.…, OTEL_… for praetor.otel.…, whose names are a
// standard's.
std::string variable_of(std::string_view path)
{
    if (path.starts_with("praetor.otel."))
        path.remove_prefix(std::string_view{"praetor."}.size());
    std::string name = path.starts_with("praetor.") || path.starts_with("otel.") ? "" : "PREFECT_";
    for (char const c : path)
        name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

} // namespace

field::field(std::string path, kind of, std::string fallback, bool is_read, put into)
    : path_(std::move(path)), variable_(variable_of(path_)), fallback_(std::move(fallback)), of_(of), is_read_(is_read),
      put_(std::move(into))
{}

effect field::effect_of(std::string_view text) const
{
    if (is_of_the_client_)
        return effect::client;
    if (is_read_)
        return effect::full;
    return !satisfied_by_.empty() && means_the_same(text, satisfied_by_) ? effect::satisfied : effect::none;
}

void field::set(std::string const& text, std::string_view source) const
{
    auto const refuse = [&](std::string const& wanted) {
        auto const shown = of_ == kind::secret ? std::string{"what it is"} : '"' + text + '"';
        throw error{errc::bad_setting, fmt::format("{} ({}) must be {}, not {}", variable_, source, wanted, shown)};
    };
    auto const value = put_(text);
    if (!value.fits)
        refuse(std::string{value.wanted.empty() ? expected_of(of_) : value.wanted});
    if (auto const wanted = check_ != nullptr ? check_(text) : std::string_view{}; !wanted.empty())
        refuse(std::string{wanted});
    if (!value.number)
        return;
    if (min_ && max_ && (*value.number < *min_ || *value.number > *max_))
        refuse(fmt::format("from {} to {}", *min_, *max_));
    if (min_ && *value.number < *min_)
        refuse(fmt::format("{} or more", *min_));
    if (above_ && *value.number <= *above_)
        refuse(fmt::format("more than {}", *above_));
    if (max_ && *value.number > *max_)
        refuse(fmt::format("{} or less", *max_));
}

field& field::named(std::string_view variable)
{
    variable_ = variable;
    return *this;
}

field& field::formerly(std::string_view older)
{
    legacy_variable_ = older;
    return *this;
}

field& field::at_least(double limit)
{
    min_ = limit;
    return *this;
}

field& field::above(double limit)
{
    above_ = limit;
    return *this;
}

field& field::at_most(double limit)
{
    max_ = limit;
    return *this;
}

field& field::checked_by(text_check what)
{
    check_ = what;
    return *this;
}

field& field::satisfied_by(std::string_view value)
{
    satisfied_by_ = value;
    return *this;
}

field& field::of_the_client()
{
    is_of_the_client_ = true;
    return *this;
}

} // namespace praetor::settings

// One setting on its way from text into its member of `values`.
#pragma once

#include <server/settings/text_checks.hpp>
#include <server/settings/value_text.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::settings {

// What a number may be, beside what its type can hold.
struct limits
{
    std::optional<double> min, above, max;
};

class field
{
public:
    using put = std::function<parsed(std::string_view text)>;

    field(std::string path, kind of, std::string fallback, bool is_read, put into);

    std::string const& path() const noexcept { return path_; }
    std::string const& variable() const noexcept { return variable_; }
    std::string_view legacy_variable() const noexcept { return legacy_variable_; } // empty where there is none
    std::string const& fallback() const noexcept { return fallback_; }             // the default as text
    kind of() const noexcept { return of_; }
    limits range() const noexcept { return {min_, above_, max_}; }
    bool is_checked() const noexcept { return check_ != nullptr; }
    effect effect_of(std::string_view text) const;

    // Puts the text into the member. Throws error{errc::bad_setting}, one line with the variable and the source, for
    // one that does not fit.
    void set(std::string const& text, std::string_view source) const;

    // What more is to be said of it when it is declared; texts must outlive it.
    field& named(std::string_view variable); // not after its path
    field& formerly(std::string_view older); // an older variable, which is understood too
    field& at_least(double limit);
    field& above(double limit);
    field& at_most(double limit);
    field& checked_by(text_check what);          // a text
    field& satisfied_by(std::string_view value); // of one that is not read: asks for what praetor does anyway
    field& of_the_client();                      // of one that is not read: the SDK reads it

private:
    std::string path_;
    std::string variable_;
    std::string_view legacy_variable_;
    std::string fallback_;
    kind of_;
    bool is_read_;
    bool is_of_the_client_ = false;
    std::string_view satisfied_by_;
    put put_;
    std::optional<double> min_;
    std::optional<double> above_;
    std::optional<double> max_;
    text_check check_ = nullptr;
};

} // namespace praetor::settings

#include <db/statement_statistics.hpp>

#include <db/echo.hpp>

#include <server/base/log.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace praetor::db {
namespace {

// Texts vary with the number of values in a list; beyond so many the rest is named anew each time.
constexpr std::size_t max_texts = 10'000;

constexpr std::size_t max_logged = 4'000; // bytes: a list may have thousands of placeholders

// The word that begins at or after `at`: letters, digits and underscores.
std::string_view word_at(std::string_view text, std::size_t at)
{
    auto const is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    while (at < text.size() && !is_word(text[at]))
        ++at;
    auto const first = at;
    while (at < text.size() && is_word(text[at]))
        ++at;
    return text.substr(first, at - first);
}

std::string_view word_after(std::string_view text, std::string_view marker)
{
    auto const found = text.find(marker);
    return found == std::string_view::npos ? std::string_view{} : word_at(text, found + marker.size());
}

} // namespace

std::string statement_name(std::string_view text)
{
    std::string const verb{word_at(text, 0)};
    std::string_view table;
    if (verb == "SELECT")
        table = word_after(text, " FROM ");
    else if (verb == "INSERT")
        table = word_after(text, "INTO ");
    else if (verb == "UPDATE")
        table = word_after(text, "UPDATE ");
    else if (verb == "DELETE")
        table = word_after(text, "FROM ");
    return table.empty() ? verb : verb + " " + std::string{table};
}

void statement_statistics::finished(finished_statement const& one)
{
    bool const slow = slow_.count() != 0 && one.took >= slow_;
    if (counting_)
        count(one, slow);
    if (!slow)
        return;
    auto const ms = std::chrono::duration_cast<std::chrono::milliseconds>(one.took).count();
    auto text = shown(one.statement, with_values_);
    if (text.size() > max_logged)
        text.replace(
            max_logged, std::string::npos,
            fmt::format("… ({} more bytes, {} values)", text.size() - max_logged, one.statement.arguments().size()));
    log::warning("db", "slow: {} ms, {} rows, {}: {}", ms, one.rows,
                 one.request == 0 ? std::string{"the server's own"} : "request " + std::to_string(one.request), text);
}

void statement_statistics::count(finished_statement const& one, bool slow)
{
    auto const& text = one.statement.text();
    std::lock_guard const lock{mutex_};
    auto known = by_text_.find(text);
    counts* counted = known == by_text_.end() ? nullptr : known->second;
    if (counted == nullptr) {
        counted = &counts_[statement_name(text)];
        if (by_text_.size() < max_texts)
            by_text_.emplace(text, counted);
    }
    counted->took.add(one.took);
    counted->rows += static_cast<std::uint64_t>(std::max<std::int64_t>(one.rows, 0));
    counted->failures += one.failed ? 1 : 0;
    counted->slow += slow ? 1 : 0;
}

std::map<std::string, statement_statistics::counts> statement_statistics::by_name() const
{
    std::lock_guard const lock{mutex_};
    return counts_;
}

} // namespace praetor::db

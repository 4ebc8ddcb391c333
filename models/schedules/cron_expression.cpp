// croniter.expand() of Prefect's copy (croniter 6.0), rule by rule.
#include <models/schedules/cron_expression.hpp>

#include <models/schedules/words.hpp>

#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <utility>

namespace praetor::models::schedules {
namespace {

struct range
{
    int low;
    int high;
};
constexpr std::array<range, cron_field_count> ranges{
    {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}, {0, 59}, {first_cron_year, last_cron_year}}};

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> aliases{{{"@midnight", "0 0 * * *"},
                                                                                {"@hourly", "0 * * * *"},
                                                                                {"@daily", "0 0 * * *"},
                                                                                {"@weekly", "0 0 * * 0"},
                                                                                {"@monthly", "0 0 1 * *"},
                                                                                {"@yearly", "0 0 1 1 *"},
                                                                                {"@annually", "0 0 1 1 *"}}};

bool all_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

// Of digits alone; what is too large for any field is told as a million.
int number_of(std::string_view digits)
{
    int value = 0;
    for (auto const c : digits)
        value = std::min(value * 10 + (c - '0'), 1'000'000);
    return value;
}

template <std::size_t N>
std::optional<int> index_of(std::array<std::string_view, N> const& names, std::string_view name)
{
    auto const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional{static_cast<int>(found - names.begin())};
}

// "mon", "mon-fri"
template <std::size_t N>
bool is_name_or_range(std::array<std::string_view, N> const& names, std::string_view text)
{
    auto const dash = text.find('-');
    if (dash == std::string_view::npos)
        return index_of(names, text).has_value();
    return index_of(names, text.substr(0, dash)) && index_of(names, text.substr(dash + 1));
}

// h, r, h(1-5)/2 …: hashed and random values.
enum class lot : std::uint8_t
{
    none,
    wrong,
    random
};

lot read_lot(std::string_view text)
{
    if (!text.starts_with('h') && !text.starts_with('r'))
        return lot::none;
    bool const hashed = text.starts_with('h');
    bool wrong = false;
    text.remove_prefix(1);
    if (text.starts_with('(')) {
        auto const dash = text.find('-');
        auto const close = text.find(')');
        if (dash == std::string_view::npos || close == std::string_view::npos || close < dash)
            return lot::none;
        auto const low = text.substr(1, dash - 1);
        auto const high = text.substr(dash + 1, close - dash - 1);
        if (!all_digits(low) || !all_digits(high))
            return lot::none;
        wrong = number_of(low) >= number_of(high);
        text.remove_prefix(close + 1);
    }
    if (text.starts_with('/')) {
        if (!all_digits(text.substr(1)))
            return lot::none;
        wrong |= number_of(text.substr(1)) == 0;
    }
    else if (!text.empty()) {
        return lot::none;
    }
    return hashed || wrong ? lot::wrong : lot::random;
}

// "low-high", "low-high/step", "*/step" or "low/step".
struct stepped
{
    std::string low;
    std::string high;
    std::string step;
};

// ^([^-]+)-([^-/]+)(/(\d+))?$
std::optional<stepped> match_range(std::string_view text)
{
    auto const dash = text.find('-');
    if (dash == std::string_view::npos || dash == 0)
        return std::nullopt;
    stepped made{std::string{text.substr(0, dash)}, {}, "1"};
    auto rest = text.substr(dash + 1);
    if (rest.find('-') != std::string_view::npos)
        return std::nullopt;
    if (auto const slash = rest.find('/'); slash != std::string_view::npos) {
        if (!all_digits(rest.substr(slash + 1)))
            return std::nullopt;
        made.step = rest.substr(slash + 1);
        rest = rest.substr(0, slash);
    }
    if (rest.empty())
        return std::nullopt;
    made.high = rest;
    return made;
}

class field_reader
{
public:
    field_reader(cron_expression& out, std::vector<std::string> const& expressions, std::size_t index)
        : out_(out), expressions_(expressions), index_(index), limits_(ranges[index])
    {}

    bool read(std::string_view expression);

private:
    bool read_item(std::string_view item);
    bool read_range(stepped const& what, int nth);
    bool read_value(std::string_view text, int nth);
    bool take(int value, int nth);
    std::optional<int> named(std::string_view text) const;
    int aliased(int value) const;
    void widen();

    cron_expression& out_;
    std::vector<std::string> const& expressions_;
    std::size_t index_;
    range limits_;
    bool any_ = false;
    bool last_ = false;
    std::vector<int> values_;
};

// Which of the weekdays in a month the last bit of cron_expression::nth stands for.
constexpr int last_of_month = 6;

std::optional<int> field_reader::named(std::string_view text) const
{
    if (index_ == cron_month) {
        auto const found = index_of(months, text);
        return found ? std::optional{*found + 1} : std::nullopt;
    }
    return index_ == cron_weekday ? index_of(weekdays, text) : std::nullopt;
}

// 7 is Sunday, and 0 the first day or month; but not everywhere.
int field_reader::aliased(int value) const
{
    auto const count = expressions_.size();
    if (index_ == cron_weekday && value == 7)
        return count == 5 ? 0 : value;
    if (index_ == cron_day && value == 0)
        return count == 6 ? 1 : value;
    return value;
}

bool field_reader::take(int value, int nth)
{
    value = aliased(value);
    if (value < limits_.low || value > limits_.high)
        return false;
    values_.push_back(value);
    if (index_ == cron_weekday && nth != 0) {
        out_.nth[static_cast<std::size_t>(value)] |= static_cast<std::uint8_t>(1u << nth);
        out_.has_nth = true;
    }
    return true;
}

bool field_reader::read_value(std::string_view text, int nth)
{
    if (text == "*") {
        any_ = true;
        return true;
    }
    if (text == "l" && index_ == cron_day) {
        last_ = true;
        return true;
    }
    if (all_digits(text))
        return take(number_of(text), nth);
    auto const value = named(text);
    return value && take(*value, nth);
}

bool field_reader::read_range(stepped const& what, int nth)
{
    auto const bound = [&](std::string_view text) {
        return all_digits(text) ? std::optional{number_of(text)} : named(text);
    };
    auto low = bound(what.low);
    auto high = bound(index_ == cron_day && what.high == "l" ? "31" : what.high);
    int const step = number_of(what.step);
    if (!low || !high || step == 0)
        return false;
    *low = aliased(*low);
    *high = aliased(*high);
    if (std::max(*low, *high) > limits_.high)
        return false;
    bool good = true;
    auto const take_all = [&](int from, int to) {
        for (auto value = from; value <= to; value += step)
            good &= take(value, nth);
    };
    if (*low < *high) {
        take_all(*low, *high);
    }
    else if (*low == *high) { // the whole cycle: Jan-Jan
        take_all(limits_.low, limits_.high);
    }
    else { // over the end: Fri-Mon, in steps from the first bound on
        take_all(*low, limits_.high);
        int const reached = *low + (limits_.high - *low) / step * step;
        int const behind = limits_.high - reached;
        bool const skips = reached - limits_.low + step > limits_.high - limits_.low + 1 && behind < step;
        take_all(limits_.low + (skips ? step - behind : 0), *high);
    }
    return good;
}

// "mon#2", "l5", "*/5", "1-5", "7"
bool field_reader::read_item(std::string_view item)
{
    int nth = 0;
    if (index_ == cron_weekday) {
        auto const hash = item.find('#');
        if (item.starts_with('l') && all_digits(item.substr(1))) {
            nth = last_of_month;
            item.remove_prefix(1);
        }
        else if (hash != std::string_view::npos && all_digits(item.substr(hash + 1))) {
            auto const day = item.substr(0, hash);
            if (!all_digits(day) && !is_name_or_range(weekdays, day))
                return false;
            nth = number_of(item.substr(hash + 1));
            if (nth < 1 || nth > 5)
                return false;
            item = day;
        }
    }
    auto text = std::string{item};
    if (text.starts_with("*/"))
        text = std::to_string(limits_.low) + '-' + std::to_string(limits_.high) + text.substr(1);
    auto found = match_range(text);
    if (!found) {
        text = item;
        if (auto const slash = text.rfind('/'); slash != std::string::npos && slash > 0 && slash + 1 < text.size())
            text.insert(slash, '-' + std::to_string(limits_.high));
        found = match_range(text);
    }
    return found ? read_range(*found, nth) : read_value(text, nth);
}

// All values are the same as "*", but where cron takes days and weekdays apart.
void field_reader::widen()
{
    auto const all = static_cast<std::size_t>(limits_.high - limits_.low + 1);
    if (values_.size() + (any_ ? 1 : 0) + (last_ ? 1 : 0) != all)
        return;
    auto const has_star = [&](std::size_t other) { return expressions_[other].find('*') != std::string::npos; };
    if ((index_ == cron_day && !has_star(cron_weekday)) || (index_ == cron_weekday && !has_star(cron_day)))
        return;
    any_ = true;
    last_ = false;
    values_.clear();
}

bool field_reader::read(std::string_view expression)
{
    if (expression.find('?') != std::string_view::npos) {
        if (expression != "?" || (index_ != cron_day && index_ != cron_weekday))
            return false;
        expression = "*";
    }
    for (auto const item : parts_of(expression, ','))
        if (!read_item(item))
            return false;
    std::ranges::sort(values_);
    auto const twice = std::ranges::unique(values_);
    values_.erase(twice.begin(), twice.end());
    widen();

    auto& field = out_.fields[index_];
    field.any = any_;
    field.last = last_;
    if (index_ == cron_year)
        field.years = std::move(values_);
    else
        for (auto const value : values_)
            field.values |= std::uint64_t{1} << value;
    return true;
}

// Weekdays as such and the nth of them are not told together, but where all weekdays are told.
bool mixes_weekdays(cron_expression const& read)
{
    auto const days = read.fields[cron_weekday].values;
    auto plain = days;
    for (std::size_t day = 0; day < read.nth.size(); ++day)
        if (read.nth[day] != 0)
            plain &= ~(std::uint64_t{1} << day);
    auto const given = std::popcount(days) + (read.fields[cron_weekday].any ? 1 : 0);
    return plain != 0 && given != static_cast<int>(weekdays.size());
}

} // namespace

cron_verdict parse_cron(std::string_view text, cron_expression& out)
{
    auto lower = lower_case(text);
    for (auto const& [name, expression] : aliases)
        if (lower == name)
            lower = expression;
    std::vector<std::string> expressions;
    for (auto const word : words_of(lower))
        expressions.emplace_back(word);
    if (expressions.size() < 5 || expressions.size() > cron_field_count)
        return cron_verdict::wrong;

    out = {};
    out.field_count = expressions.size();
    bool random = false;
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        auto const drawn = read_lot(expressions[i]);
        if (drawn == lot::random)
            random = true;
        else if (drawn == lot::wrong || !field_reader{out, expressions, i}.read(expressions[i]))
            return cron_verdict::wrong;
    }
    if (out.has_nth && mixes_weekdays(out))
        return cron_verdict::wrong;
    return random ? cron_verdict::random : cron_verdict::good;
}

} // namespace praetor::models::schedules

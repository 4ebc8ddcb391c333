// _rrulestr._parse_rfc() of dateutil 2.9.
#include <models/schedules/rrule_set.hpp>

#include <models/schedules/time_zones.hpp>
#include <models/schedules/words.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

namespace praetor::models::schedules {
namespace {

std::string upper_case(std::string_view text)
{
    std::string upper{text};
    for (auto& c : upper)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

// The names behind TZID= up to the next colon, by what they are in capitals.
std::map<std::string, std::string, std::less<>> zone_names(std::string_view text)
{
    std::map<std::string, std::string, std::less<>> names;
    constexpr std::string_view mark = "TZID=";
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at)) {
        at += mark.size();
        auto const end = text.find(':', at);
        if (end != std::string_view::npos && end > at)
            names.emplace(upper_case(text.substr(at, end - at)), text.substr(at, end - at));
    }
    return names;
}

// A line: NAME;PARAMETER;…:VALUE
struct property
{
    std::string_view name = "RRULE";
    std::vector<std::string_view> parameters;
    std::string_view value;
};

property split_property(std::string_view line)
{
    property made;
    auto const colon = line.find(':');
    made.value = line;
    if (colon == std::string_view::npos)
        return made;
    made.value = line.substr(colon + 1);
    made.parameters = parts_of(line.substr(0, colon), ';');
    made.name = made.parameters.front();
    made.parameters.erase(made.parameters.begin());
    return made;
}

class set_reader
{
public:
    explicit set_reader(std::string_view text) : zones_(zone_names(text)), text_(upper_case(text)) {}

    rrule_set read();

private:
    void read_line(std::string_view line);
    std::vector<rrule_value> dated(property const& what) const;

    std::map<std::string, std::string, std::less<>> zones_;
    std::string text_;
    std::optional<rrule_value> start_;
    std::vector<std::string_view> rules_;
    std::vector<std::string_view> dates_;
    std::vector<std::string_view> exception_rules_;
    rrule_set made_;
};

std::vector<rrule_value> set_reader::dated(property const& what) const
{
    bool in_zone = false;
    bool has_value = false;
    for (auto const parameter : what.parameters) {
        if (parameter.starts_with("TZID=")) {
            auto const name = zones_.find(parameter.substr(parameter.rfind("TZID=") + 5));
            in_zone |= name != zones_.end() && is_time_zone(name->second);
            continue;
        }
        if (parameter != "VALUE=DATE-TIME" && parameter != "VALUE=DATE")
            throw bad_rrule{fmt::format("unsupported parm: {}", parameter)};
        if (has_value)
            throw bad_rrule{fmt::format("Duplicate value parameter found in: {}", parameter)};
        has_value = true;
    }
    std::vector<rrule_value> values;
    for (auto const part : parts_of(what.value, ',')) {
        auto one = parse_rrule_value(part);
        if (in_zone && one.has_zone)
            throw bad_rrule{"DTSTART/EXDATE specifies multiple timezone"};
        one.has_zone |= in_zone;
        values.push_back(one);
    }
    return values;
}

void set_reader::read_line(std::string_view line)
{
    auto const what = split_property(line);
    auto const refuse_parameters = [&](std::string_view but) {
        for (auto const one : what.parameters)
            if (one != but)
                throw bad_rrule{fmt::format("unsupported {} parm: {}", what.name, one)};
    };
    if (what.name == "RRULE") {
        refuse_parameters({});
        rules_.push_back(what.value);
    }
    else if (what.name == "RDATE") {
        refuse_parameters("VALUE=DATE-TIME");
        dates_.push_back(what.value);
    }
    else if (what.name == "EXRULE") {
        refuse_parameters({});
        exception_rules_.push_back(what.value);
    }
    else if (what.name == "EXDATE") {
        for (auto const& one : dated(what))
            made_.exception_dates.push_back(one.wall);
    }
    else if (what.name == "DTSTART") {
        auto const values = dated(what);
        if (values.size() != 1)
            throw bad_rrule{fmt::format("Multiple DTSTART values specified:{}", what.value)};
        start_ = values.front();
    }
    else {
        throw bad_rrule{fmt::format("unsupported property: {}", what.name)};
    }
}

rrule_set set_reader::read()
{
    auto const lines = words_of(text_);
    if (lines.empty())
        throw bad_rrule{"empty string"};
    if (lines.size() == 1 && (text_.find(':') == std::string::npos || text_.starts_with("RRULE:"))) {
        made_.is_rule_alone = true;
        made_.rules.push_back(parse_recurrence_rule(lines.front(), std::nullopt));
        return std::move(made_);
    }
    for (auto const line : lines)
        read_line(line);
    made_.is_rule_alone =
        rules_.size() == 1 && dates_.empty() && exception_rules_.empty() && made_.exception_dates.empty();
    if (rules_.empty() && dates_.empty() && exception_rules_.empty() && made_.exception_dates.empty())
        throw bad_rrule{"RRULE is missing"}; // the reference fails
    for (auto const rule : rules_)
        made_.rules.push_back(parse_recurrence_rule(rule, start_));
    for (auto const dates : dates_)
        for (auto const part : parts_of(dates, ','))
            made_.dates.push_back(parse_rrule_value(part).wall);
    for (auto const rule : exception_rules_)
        made_.exception_rules.push_back(parse_recurrence_rule(rule, start_));
    return std::move(made_);
}

} // namespace

rrule_set parse_rrule_set(std::string_view text)
{
    return set_reader{text}.read();
}

} // namespace praetor::models::schedules

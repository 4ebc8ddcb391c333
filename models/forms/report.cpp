#include <models/forms/report.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <set>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

bj::value to_json(step const& one)
{
    if (auto const* index = std::get_if<std::int64_t>(&one))
        return *index;
    return bj::value(std::get<std::string>(one));
}

std::string_view name_of(step const& one)
{
    return std::holds_alternative<std::int64_t>(one) ? "index" : "property";
}

// A missing member is a problem of the member: its name, as far as the message tell it.
std::string missing_member(std::string const& message)
{
    auto name = message.substr(0, message.find(' '));
    auto const first = name.find_first_not_of('\'');
    if (first == std::string::npos)
        return {};
    return name.substr(first, name.find_last_not_of('\'') - first + 1);
}

bj::array& errors_of(bj::array& all, step const& one)
{
    auto const key = to_json(one);
    for (auto& entry : all) {
        auto* object = entry.if_object();
        auto const* known = object == nullptr ? nullptr : object->if_contains(name_of(one));
        if (known != nullptr && *known == key)
            return object->at("errors").as_array();
    }
    all.push_back(bj::object{{name_of(one), key}, {"errors", bj::array{}}});
    return all.back().get_object().at("errors").as_array();
}

void add(bj::array& all, problem const& one)
{
    auto path = one.path;
    if (one.keyword == "required")
        path.emplace_back(missing_member(one.message));
    if (path.empty()) {
        all.push_back(bj::value(one.message));
        return;
    }
    auto* here = &all;
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
        here = &errors_of(*here, path[i]);
    here->push_back(
        bj::object{{name_of(path.back()), to_json(path.back())}, {"errors", bj::array{bj::value(one.message)}}});
}

} // namespace

bj::value report(std::vector<problem> const& problems, placeholders const& open)
{
    std::set<std::string> broken; // places of placeholders with a problem of their own
    for (auto const& one : problems)
        if (one.keyword == placeholder_keyword)
            broken.insert(json_path(one.path));
    // Problems of one place stand together, where the first of them stood.
    std::vector<std::pair<std::string, std::vector<problem const*>>> places;
    for (auto const& one : problems) {
        auto const here = json_path(one.path);
        if (broken.contains(here) && one.keyword != placeholder_keyword)
            continue;
        auto const found = open.find(one.pointer);
        if (found != open.end() && found->second.problem.empty())
            continue;
        auto place = places.begin();
        while (place != places.end() && place->first != here)
            ++place;
        if (place == places.end())
            place = places.insert(place, {here, {}});
        place->second.push_back(&one);
    }
    bj::array errors;
    for (auto const& [place, here] : places)
        for (auto const* one : here)
            add(errors, *one);
    bool const valid = errors.empty();
    return bj::object{{"errors", std::move(errors)}, {"valid", valid}};
}

} // namespace praetor::models::schemas

#include <models/forms/report.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

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

// {"property": "a", "errors": […]}, each in that of what holds it.
class error_tree
{
public:
    // At the place of `path`, beside what stands there.
    void add(std::vector<step> const& path, std::string const& text)
    {
        if (path.empty()) {
            all.push_back(bj::value(text));
            return;
        }
        auto* here = &all;
        std::string place;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
            here = &errors_of(*here, place, path[i]);
        append(place, path.back());
        first_.emplace(place, here->size());
        here->push_back(entry(path.back(), bj::array{bj::value(text)}));
    }

    bj::array all;

private:
    static bj::object entry(step const& one, bj::array errors)
    {
        return {{name_of(one), to_json(one)}, {"errors", std::move(errors)}};
    }

    static void append(std::string& place, step const& one)
    {
        auto const* index = std::get_if<std::int64_t>(&one);
        auto const name = index != nullptr ? std::to_string(*index) : std::get<std::string>(one);
        place += (index != nullptr ? "i" : "p") + std::to_string(name.size()) + ':' + name;
    }

    bj::array& errors_of(bj::array& holder, std::string& place, step const& one)
    {
        append(place, one);
        auto const [known, is_new] = first_.emplace(place, holder.size());
        if (is_new)
            holder.push_back(entry(one, {}));
        return holder[known->second].get_object().at("errors").as_array();
    }

    std::unordered_map<std::string, std::size_t> first_; // where the first entry of a place stands in its holder
};

void add(error_tree& all, problem const& one)
{
    auto path = one.path;
    if (one.keyword == "required")
        path.emplace_back(missing_member(one.message));
    all.add(path, one.message);
}

} // namespace

bj::value report(std::vector<problem> const& problems, placeholders const& open)
{
    std::set<std::string> broken; // places of placeholders with a problem of their own
    for (auto const& one : problems)
        if (one.keyword == placeholder_keyword)
            broken.insert(json_path(one.path));
    // Problems of one place stand together, where the first of them stood.
    std::vector<std::vector<problem const*>> places;
    std::unordered_map<std::string, std::size_t> known;
    for (auto const& one : problems) {
        auto const here = json_path(one.path);
        if (broken.contains(here) && one.keyword != placeholder_keyword)
            continue;
        auto const found = open.find(one.pointer);
        if (found != open.end() && found->second.problem.empty())
            continue;
        auto const [place, is_new] = known.emplace(here, places.size());
        if (is_new)
            places.emplace_back();
        places[place->second].push_back(&one);
    }
    error_tree errors;
    for (auto const& place : places)
        for (auto const* one : place)
            add(errors, *one);
    bool const valid = errors.all.empty();
    return bj::object{{"errors", std::move(errors.all)}, {"valid", valid}};
}

} // namespace praetor::models::schemas

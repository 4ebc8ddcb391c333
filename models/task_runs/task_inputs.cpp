// Reading task_inputs: {"argument": [{"input_type": "task_run", "id": "…"} | {"input_type": "flow_run", "id": "…"} |
// {"input_type": "parameter", "name": "…"} | {"input_type": "constant", "type": "…"}]}
#include <models/task_runs/task_run.hpp>

#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <array>

namespace praetor::json {
namespace {

struct input_kind
{
    std::string_view model; // how a problem's location calls the alternative
    std::string_view input_type;
    std::string_view member;
    bool is_uuid;
};

constexpr std::array kinds{
    input_kind{"TaskRunResult", "task_run", "id", true}, input_kind{"FlowRunResult", "flow_run", "id", true},
    input_kind{"Parameter", "parameter", "name", false}, input_kind{"Constant", "constant", "type", false}};

bool read_as(input_kind const& kind, boost::json::value const& from, problems& found)
{
    problems::descent const alternative{found, kind.model};
    auto const* object = from.if_object();
    if (object == nullptr) {
        refuse_model(from, found);
        return false;
    }
    bool good = true;
    if (auto const* type = object->if_contains("input_type");
        type != nullptr && !(type->is_string() && type->get_string() == kind.input_type))
    {
        problems::descent const into{found, std::string_view{"input_type"}};
        auto const expected = '\'' + std::string{kind.input_type} + '\'';
        found.add("literal_error", "Input should be " + expected, *type, R"({"expected":")" + expected + R"("})");
        good = false;
    }
    problems::descent const into{found, kind.member};
    auto const* member = object->if_contains(kind.member);
    if (member == nullptr) {
        refuse_missing(from, found);
        return false;
    }
    uuid id;
    std::string text;
    return (kind.is_uuid ? codec<uuid>::read(id, *member, found) : codec<std::string>::read(text, *member, found)) &&
           good;
}

// The kind that fits; what is not of any tells the problems of all of them.
input_kind const* read_input(boost::json::value const& from, problems& found)
{
    problems::alternatives all{found};
    for (auto const& kind : kinds) {
        if (read_as(kind, from, found)) {
            all.forget();
            return &kind;
        }
    }
    return nullptr;
}

// As it is kept: with its type, and nothing that is no part of it.
void append_input(boost::json::array& into, boost::json::value const& from, input_kind const& kind)
{
    into.push_back({{"input_type", kind.input_type}, {kind.member, from.at(kind.member)}});
}

} // namespace

void codec<models::task_inputs>::write(std::string& out, models::task_inputs const& value)
{
    out += value.text;
}

bool codec<models::task_inputs>::read(models::task_inputs& out, boost::json::value const& from, problems& found)
{
    auto const* object = from.if_object();
    if (object == nullptr) {
        refuse_object(from, found);
        return false;
    }
    bool good = true;
    boost::json::object kept;
    for (auto const& member : *object) {
        problems::descent const into{found, std::string_view{member.key()}};
        auto const* inputs = member.value().if_array();
        if (inputs == nullptr) {
            refuse_list(member.value(), found);
            good = false;
            continue;
        }
        boost::json::array all;
        for (std::size_t i = 0; i < inputs->size(); ++i) {
            problems::descent const at{found, i};
            auto const& input = (*inputs)[i];
            auto const* kind = read_input(input, found);
            if (kind != nullptr)
                append_input(all, input, *kind);
            good &= kind != nullptr;
        }
        kept[member.key()] = std::move(all);
    }
    if (good)
        out.text = json::serialize(kept);
    return good;
}

boost::json::object schema<models::task_inputs>::make(components& all)
{
    boost::json::array alternatives;
    for (auto const& kind : kinds) {
        std::string const name{kind.model};
        alternatives.push_back(all.refer(name, name, [&] {
            boost::json::object member{{"type", "string"}};
            if (kind.is_uuid)
                member["format"] = "uuid";
            return boost::json::object{
                {"title", name},
                {"type", "object"},
                {"properties", boost::json::object{{"input_type", boost::json::object{{"type", "string"},
                                                                                      {"const", kind.input_type},
                                                                                      {"default", kind.input_type}}},
                                                   {kind.member, std::move(member)}}},
                {"required", boost::json::array{kind.member}}};
        }));
    }
    return {
        {"type", "object"},
        {"additionalProperties",
         boost::json::object{{"type", "array"}, {"items", boost::json::object{{"anyOf", std::move(alternatives)}}}}}};
}

} // namespace praetor::json

#include <models/task_runs/task_input_sources.hpp>

#include <server/base/json/event_handler.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <string>

namespace praetor::models {
namespace {

constexpr std::string_view encapsulating_input = "__parents__";

// Takes what it wants of the text while it is read: a graph reads the inputs of thousands of task runs.
struct source_handler : json::event_handler
{
    // The levels of {"parameter": [{"id": …}]}.
    static constexpr int of_inputs = 1, of_sources = 2, of_source = 3;

    task_input_sources found;
    std::string part; // of a key or string that comes in pieces
    int depth = 0;
    int fitting = 0; // how many levels from the outside are what they should be
    bool is_encapsulating = false;
    bool is_id = false;

    void enter(bool fits)
    {
        fitting += fits && fitting == depth;
        ++depth;
        is_id = false;
    }
    void leave()
    {
        --depth;
        fitting = std::min(fitting, depth);
        is_id = false;
    }
    std::string_view whole(text last)
    {
        if (part.empty())
            return last;
        part.append(last);
        return part;
    }

    bool on_object_begin(error&) { return enter(depth != of_inputs), true; }
    bool on_array_begin(error&) { return enter(depth == of_inputs), true; }
    bool on_object_end(std::size_t, error&) { return leave(), true; }
    bool on_array_end(std::size_t n, error&)
    {
        if (depth == of_sources && fitting == of_sources)
            found.inputs += std::max<std::size_t>(n, 1);
        return leave(), true;
    }
    bool on_key_part(text s, std::size_t, error&) { return part.append(s), true; }
    bool on_key(text s, std::size_t, error&)
    {
        auto const key = whole(s);
        if (depth == of_inputs)
            is_encapsulating = key == encapsulating_input;
        is_id = depth == of_source && fitting == of_source && key == "id";
        part.clear();
        return true;
    }
    bool on_string_part(text s, std::size_t, error&) { return part.append(s), true; }
    bool on_string(text s, std::size_t, error&)
    {
        if (is_id)
            if (auto const id = uuid::parse(whole(s)))
                (is_encapsulating ? found.encapsulating : found.parents).push_back(*id);
        part.clear();
        return true;
    }
};

} // namespace

task_input_sources read_task_inputs(std::string_view text)
{
    boost::json::basic_parser<source_handler> parser{json::accepted};
    boost::system::error_code failed;
    auto const taken = parser.write_some(false, text.data(), text.size(), failed);
    if (failed || taken < text.size())
        return {};
    return std::move(parser.handler().found);
}

} // namespace praetor::models

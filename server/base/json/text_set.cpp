#include <server/base/json/text_set.hpp>

#include <server/base/json/parse.hpp>

#include <algorithm>

namespace praetor::json {

void codec<text_set>::write(std::string& out, text_set const& value)
{
    codec<std::vector<std::string>>::write(out, value);
}

bool codec<text_set>::read(text_set& out, boost::json::value const& from, problems& found)
{
    if (!from.is_array()) {
        found.add("set_type", "Input should be a valid set", from);
        return false;
    }
    std::vector<std::string> all;
    if (!json::read(all, from, found))
        return false;
    out.clear();
    for (auto& one : all)
        if (std::ranges::find(out, one) == out.end())
            out.push_back(std::move(one));
    return true;
}

boost::json::object schema<text_set>::make(components& all)
{
    auto made = schema<std::vector<std::string>>::make(all);
    made["uniqueItems"] = true;
    return made;
}

void codec<bytes_text>::write(std::string& out, bytes_text const& value)
{
    write_string(out, value);
}

bool codec<bytes_text>::read(bytes_text& out, boost::json::value const& from, problems& found)
{
    if (if_text(from) != nullptr)
        return codec<std::string>::read(out, from, found);
    found.add("bytes_type", "Input should be a valid bytes", from);
    return false;
}

boost::json::object schema<bytes_text>::make(components&)
{
    return {{"type", "string"}};
}

void refuse_sequence(boost::json::value const& from, problems& found)
{
    if (if_text(from) != nullptr)
        found.add("sequence_str", "'str' instances are not allowed as a Sequence value", from,
                  R"({"type_name":"str"})");
    else
        found.add("is_instance_of", "Input should be an instance of Sequence", from, R"({"class":"Sequence"})");
}

} // namespace praetor::json

#include <models/forms/validator.hpp>

#include <server/base/text/percent.hpp>

#include <models/forms/keywords.hpp>
#include <models/forms/python_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <charconv>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

// One name of a JSON pointer, "~1" and "~0" undone.
std::string unescaped(std::string_view name)
{
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        bool const escaped = name[i] == '~' && i + 1 < name.size() && (name[i + 1] == '0' || name[i + 1] == '1');
        out += !escaped ? name[i] : name[i + 1] == '0' ? '~' : '/';
        i += escaped;
    }
    return out;
}

bj::value const* child(bj::value const& parent, std::string const& name)
{
    if (auto const* object = parent.if_object())
        return object->if_contains(name);
    auto const* array = parent.if_array();
    std::size_t index = 0;
    if (array == nullptr || std::from_chars(name.data(), name.data() + name.size(), index).ec != std::errc{})
        return nullptr;
    return array->if_contains(index);
}

// `pointer` begins with a slash.
bj::value const& at_pointer(bj::value const& document, std::string const& pointer)
{
    auto const* here = &document;
    for (std::size_t begin = 1; here != nullptr && begin <= pointer.size();) {
        auto const end = std::min(pointer.find('/', begin), pointer.size());
        here = child(*here, unescaped(std::string_view{pointer}.substr(begin, end - begin)));
        begin = end + 1;
    }
    if (here == nullptr)
        throw unresolvable{"PointerToNowhere: " + python_repr(pointer) + " does not exist within " +
                           python_repr(document)};
    return *here;
}

} // namespace

validator::validator(bj::value const& schema, placeholders const* open, formats how)
    : schema_(schema), open_(open), formats_(how)
{
    index(schema);
}

void validator::index(bj::value const& part)
{
    if (auto const* array = part.if_array())
        for (auto const& one : *array)
            index(one);
    auto const* object = part.if_object();
    if (object == nullptr)
        return;
    for (std::string_view const naming : {"$id", "$anchor", "$dynamicAnchor"}) {
        auto const* name = object->if_contains(naming);
        if (name != nullptr && name->is_string())
            named_.emplace((naming == "$id" ? "" : "#") + std::string{name->get_string()}, &part);
    }
    for (auto const& member : *object)
        if (member.key() != "enum" && member.key() != "const")
            index(member.value());
}

bj::value const& validator::resolve(std::string_view reference) const
{
    auto const hash = std::min(reference.find('#'), reference.size());
    auto const* document = &schema_;
    if (hash > 0) {
        auto const known = named_.find(std::string{reference.substr(0, hash)});
        if (known == named_.end())
            throw unresolvable{"Unresolvable: " + std::string{reference}};
        document = known->second;
    }
    if (hash + 1 >= reference.size())
        return *document;
    auto const fragment = percent_decoded(reference.substr(hash + 1));
    if (fragment.front() == '/')
        return at_pointer(*document, fragment);
    auto const anchor = named_.find('#' + fragment);
    if (anchor == named_.end())
        throw unresolvable{"NoSuchAnchor: " + python_repr(fragment) + " does not exist within " +
                           python_repr(*document)};
    return *anchor->second;
}

std::vector<problem> validator::problems(bj::value const& value)
{
    return keywords{*this}.all(value);
}

} // namespace praetor::models::schemas

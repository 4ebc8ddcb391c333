#include <db/sql.hpp>

namespace praetor::db {

sql& sql::operator<<(std::string_view text)
{
    text_ += text;
    return *this;
}

sql& sql::operator<<(arg given)
{
    arguments_.push_back(std::move(given.value));
    text_ += '$';
    text_ += std::to_string(arguments_.size());
    return *this;
}

sql& sql::operator<<(sql const& other)
{
    std::size_t const shift = arguments_.size();
    std::string_view const text = other.text_;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const dollar = text.find('$', at);
        if (dollar == std::string_view::npos) {
            text_ += text.substr(at);
            break;
        }
        text_ += text.substr(at, dollar + 1 - at);
        at = dollar + 1;
        std::size_t number = 0;
        std::size_t const first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9')
            number = number * 10 + static_cast<std::size_t>(text[at++] - '0');
        if (at != first)
            text_ += std::to_string(number + shift);
    }
    arguments_.insert(arguments_.end(), other.arguments_.begin(), other.arguments_.end());
    return *this;
}

sql sql::bound(std::span<void const* const> given) const
{
    sql made{text_};
    made.arguments_.reserve(arguments_.size());
    for (auto const& one : arguments_) {
        auto const* place = std::get_if<null>(&one.get());
        if (place != nullptr && place->make != nullptr)
            made.arguments_.push_back(place->make(given[place->parameter]));
        else
            made.arguments_.push_back(one);
    }
    return made;
}

} // namespace praetor::db
